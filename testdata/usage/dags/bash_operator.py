from airflow.operators.bash import BashOperator
t1 = BashOperator(task_id="b", bash_command="metadata backup -u {{ var.value.u }}")
t2 = BashOperator(task_id="metadata", bash_command="echo metadata backup")
t3 = BashOperator(task_id="c", bash_command="""
set -e
# metadata docker
metadata insight -c x.yaml
""")
