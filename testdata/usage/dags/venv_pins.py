from airflow.decorators import task
from airflow.operators.python import PythonVirtualenvOperator

PythonVirtualenvOperator(requirements=["openmetadata-ingestion~=1.3.0"], python_version="3.8")
PythonVirtualenvOperator(requirements="flask==1.0", python_version="3.8")


@task.virtualenv(
    requirements=["requests", "openmetadata-managed-apis==1.3.1"],
    python_version="3.9",
)
def ingest():
    print("openmetadata-ingestion==1.3.0")
