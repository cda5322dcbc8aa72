from airflow.operators.python import PythonOperator
PythonOperator(task_id="a", inlets=[{"entity": "table", "fqn": "a.b.c.d"}])
PythonOperator(task_id="b", inlets=[{"entity": "tabel", "fqn": "a", "key": "k"}],
    outlets=[{"entity": "table", "fqn": "b", "key": "k"}])
PythonOperator(task_id="c", inlets=[{"entity": "table", "fqn": "a", "key": "lonely"}])
