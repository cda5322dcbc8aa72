FROM apache/airflow:2.3.3-python3.8
RUN pip install "openmetadata-ingestion~=1.12.0"
FROM apache/airflow:2.10.5-python3.12
RUN pip install "openmetadata-ingestion~=1.12.0"
FROM registry.example.com/python-tools/runner:3.7
RUN pip install "openmetadata-ingestion~=1.12.0"
# FROM python:3.7
