from airflow.operators.python import PythonOperator
from airflow_provider_openmetadata.lineage.operator import OMEntity
PythonOperator(task_id="a", inlets=[OMEntity(entity=Table, fqn="a.b.c.d", key="k")],
    outlets=[{"entity": "container", "fqn": "s3.b", "key": "k"}])
PythonOperator(task_id="b", outlets=[{"entity": "table", "fqn": "x", "key": "k"}, {"entity": "topic", "fqn": "y", "key": "k"}])
