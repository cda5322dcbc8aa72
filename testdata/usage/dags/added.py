import os
import subprocess

cmd = "metadata"
cmd += " backup"
os.system(cmd)

args = ["metadata"]
args += ["restore", "--input", "dump.sql"]
subprocess.run(args)

text = "see "
text += "metadata backup"
print(text)

tool = "other"
tool += " metadata backup"
os.system(tool)
