OM_HOME=/opt/openmetadata
$OM_HOME/bootstrap/openmetadata-ops.sh migrate --force
./bootstrap/openmetadata-ops.sh migrate
./bootstrap/bootstrap_storage.sh migrate-all
cd bootstrap && ./bootstrap_storage.sh repair
./bootstrap/openmetadata-ops.sh -d restore --backup-path /b
./bootstrap/openmetadata-ops.sh test-migration --backup-path /b
./bootstrap/openmetadata-ops.sh drop-create
echo "run ./bootstrap/openmetadata-ops.sh migrate --force by hand"
