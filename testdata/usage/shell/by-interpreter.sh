# A script that an interpreter is given by its name, and scripts of others.
bash bootstrap/bootstrap_storage.sh migrate-all
sudo sh -x /opt/openmetadata/bootstrap/openmetadata-ops.sh migrate --force
bash bootstrap/other.sh openmetadata-ops.sh migrate --force
bash backup.sh metadata backup
