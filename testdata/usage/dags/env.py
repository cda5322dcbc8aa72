import os
from os import environ, getenv
os.environ["AIRFLOW_HOST_IP"] = "x"
getenv("AIRFLOW_VERIFY_SSL", "no")
environ.get("AIRFLOW_SSL_CERT_PATH")
os.getenv("AIRFLOW_HOME")
print("AIRFLOW_HOST_IP")
names = ["AIRFLOW_HOST_IP"]
