cat > /opt/om/nightly.sh <<'SCRIPT'
metadata backup -u om
# metadata docker
SCRIPT
sudo tee /etc/cron.d/om <<SCRIPT
0 1 * * * om metadata docker --start
SCRIPT
cat <<SCRIPT > notes.txt
metadata docker --start
SCRIPT
(crontab -l; echo "0 2 * * * metadata backup -u om") | crontab -
printf 'cd /opt\nmetadata docker\n' | ssh host bash
python3 - <<'PY'
import subprocess
subprocess.run(["metadata", "backup"])
print("metadata docker")
PY
python3 -c "import os; os.system('metadata docker')"
python3 -c "print('metadata docker')"
echo "metadata docker" > notes.txt
echo "metadata docker --start" >> up.sh
