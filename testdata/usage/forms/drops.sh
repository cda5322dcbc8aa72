./openmetadata-ops.sh test-migration --backup-path x
OM_DATABASE=scratch ./openmetadata-ops.sh test-migration --backup-path x
env OM_DATABASE=scratch ./openmetadata-ops.sh test-migration --backup-path x
docker run --rm -e OM_DATABASE=scratch openmetadata/server:1.12.0 ./openmetadata-ops.sh restore --backup-path x
OM_DATABASE=openmetadata_db ./openmetadata-ops.sh test-migration --backup-path x
OM_DATABASE=$DB ./openmetadata-ops.sh test-migration --backup-path x
bash -c "OM_DATABASE=scratch ./openmetadata-ops.sh restore --backup-path x"
OM_DATABASE=scratch bash -c "./openmetadata-ops.sh restore --backup-path x"
