export OM_DATABASE=rehearsal
./openmetadata-ops.sh test-migration --backup-path x
