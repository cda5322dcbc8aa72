from airflow.decorators import task
from airflow.datasets import Dataset
@task(inlets={"tables": ["a.b.c.d"]})
def f(): ...
@task(outlets=[Dataset("s3://x")])
def g(): ...
op = f()
op.inlets = [{"tables": ["a.b.c.e"]}]
