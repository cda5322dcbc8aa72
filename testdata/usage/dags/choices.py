import subprocess

for action in ("backup", "restore", "ingest"):
    subprocess.run(["metadata", action, "-u", "om"])


def either(dry):
    subprocess.run(["metadata", "docker" if dry else "insight"])
    if command := ["metadata", "backup"]:
        subprocess.run(command)


class Job:
    command = "metadata restore --input x"
    title = "metadata insight"

    def run(self):
        subprocess.run(self.command, shell=True)
        print(self.title)


def shell(run):
    run.ShellOperation(commands=["metadata backup -u om", "echo metadata docker"])
