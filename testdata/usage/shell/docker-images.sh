docker pull docker.getcollate.io/openmetadata/server:1.3.1
docker run -d -e AIRFLOW_HOST_IP=10.0.0.1 openmetadata/ingestion:1.4.3
docker pull docker.getcollate.io/openmetadata/server:1.12.2
docker pull example.org/openmetadata/server-tools:1.3.1
