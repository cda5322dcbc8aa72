import os
os.system(" ".join(["metadata", "backup", "-u", "om"]))
os.system("metadata {} -c x".format("insight"))
os.system(" ".join(["echo", "metadata", "backup"]))
