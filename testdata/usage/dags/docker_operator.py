from airflow.providers.docker.operators.docker import DockerOperator
DockerOperator(
    image="docker.getcollate.io/openmetadata/ingestion:1.3.1",
    command="metadata backup -u om",
    environment={"AIRFLOW_HOST_IP": "x"},
)
