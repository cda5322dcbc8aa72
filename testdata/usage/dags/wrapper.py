import subprocess
def run_cmd(cmd):
    return subprocess.run(cmd, shell=True)
run_cmd("metadata docker --start")
run_cmd(["metadata", "backup"])
describe("metadata backup")
