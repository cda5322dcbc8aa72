import os
DB = "om"
os.system(f"metadata backup -d {DB}")
os.popen("metadata restore --input %s" % DB)
os.execvp("metadata", ["metadata", "docker", "--start"])
os.system("echo 'metadata backup'")
os.rename("metadata backup", "x")
