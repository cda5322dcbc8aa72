import subprocess
cmd = ["metadata"]
cmd.append("restore")
cmd.extend(["--input", "x"])
subprocess.run(cmd)
