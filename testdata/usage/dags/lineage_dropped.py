from airflow.operators.python import PythonOperator
PythonOperator(task_id="a", outlets={"tables": "s.d.c.t"})
