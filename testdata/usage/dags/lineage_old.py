from airflow.operators.python import PythonOperator
PythonOperator(task_id="a", inlets={"tables": ["s.d.c.t"]},
    outlets=[{"tables": ["s.d.c.u"]}])
OLD = {"tables": ["s.d.c.t"]}
PythonOperator(task_id="b", inlets=OLD)
PythonOperator(task_id="c", inlets=dict(tables=["s.d.c.t"]))
