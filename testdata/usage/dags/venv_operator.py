from airflow.operators.python import PythonVirtualenvOperator
PythonVirtualenvOperator(requirements=["openmetadata-ingestion~=1.12.0"])
