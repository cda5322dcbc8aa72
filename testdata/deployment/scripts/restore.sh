#!/bin/sh
# usage: restore.sh FILE
# Loads a nightly backup into the staging database.
set -eu

file=${1:?usage: restore.sh FILE}
: "${OM_DB_PASSWORD:?set OM_DB_PASSWORD in the environment}"

if [ ! -s "$file" ]; then
	echo "restore.sh: $file is missing or empty" >&2
	exit 2
fi

metadata restore -H staging-db.example.internal -u openmetadata_user -p "$OM_DB_PASSWORD" \
	-d openmetadata_db --port 3306 --input "$file"
