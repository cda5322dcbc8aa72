#!/usr/bin/env bash
# Dumps the catalogue every night and keeps two weeks of dumps.
set -euo pipefail

: "${OM_DB_PASSWORD:?set OM_DB_PASSWORD in the environment}"
OM_DB_HOST=${OM_DB_HOST:-db.example.internal}
BACKUP_DIR=${BACKUP_DIR:-/var/backups/openmetadata}

cd "$BACKUP_DIR"
source /srv/openmetadata/venv/bin/activate

python -m metadata backup \
  -u openmetadata_user \
  -p "$OM_DB_PASSWORD" \
  -H "$OM_DB_HOST" \
  -d openmetadata_db \
  --port 3306

find "$BACKUP_DIR" -name 'openmetadata_*_backup.sql' -mtime +14 -delete
