import os, sys, subprocess
cfg = {"cmd": "backup"}
os.system(f"metadata {'backup'} -x {cfg["cmd"]}")
os.system(f'''metadata \
insight -c {f"{cfg['cmd']}"}''')
subprocess.run([sys.executable, "-m", "metadata", "restore"])
log = f"metadata backup of {cfg!r:>10}"
