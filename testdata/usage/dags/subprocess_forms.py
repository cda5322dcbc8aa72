import subprocess as sp
from subprocess import check_call, run
sp.run(["metadata", "backup", "-u", "om"], check=True)
check_call("metadata restore --input x", shell=True)
run(args=["python3", "-m", "metadata", "docker"])
sp.Popen("metadata insight -c x".split())
run(["ls", "metadata", "backup"])
print(["metadata", "backup"])
