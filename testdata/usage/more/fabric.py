from fabric import task
@task
def backup(c):
    c.run("metadata backup -u om")
    c.put("metadata", "backup")
    c.sudo("metadata docker --stop")
