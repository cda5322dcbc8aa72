from airflow.providers.ssh.operators.ssh import SSHOperator
SSHOperator(task_id="x", command="cd /opt && ./bootstrap/bootstrap_storage.sh migrate-all")
client.exec_command("metadata backup -u om")
container.exec_run(["metadata", "restore", "--input", "x"])
client.log("metadata backup")
