import os
import sh
from airflow.decorators import task

@task.bash
def up():
    return "metadata docker --start"

@task
def text():
    return "metadata docker --start"

for command in ["metadata backup -u om", "ls"]:
    os.system(command)

sh.metadata("docker", "--start")
client.containers.run("openmetadata/ingestion:1.12.0", "metadata docker")
client.containers.run("busybox", ["echo", "metadata docker"])
