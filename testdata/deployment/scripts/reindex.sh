#!/usr/bin/env bash
# Rebuilds the search index, for instance after an upgrade.
set -euo pipefail

cd "${OPENMETADATA_HOME:-/srv/openmetadata/server}"

./bootstrap/openmetadata-ops.sh check-connection
./bootstrap/openmetadata-ops.sh reindex
