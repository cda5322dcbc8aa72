import subprocess
CLI = "metadata"
BACKUP = [CLI, "backup"]
subprocess.check_output(BACKUP + ["-u", "om"])
