import subprocess
subprocess.run(["metadata", "backup", "-h", host, "-u", "x"])
