#!/usr/bin/env bash
# Runs every workflow of a directory, one after the other.
set -uo pipefail

WORKFLOWS=${1:-/srv/openmetadata/workflows}
failed=0

for config in "$WORKFLOWS"/*.yaml; do
  echo "ingesting $config"
  metadata ingest -c "$config" || failed=$((failed + 1))
done

metadata profile -c "$WORKFLOWS/profiler/warehouse.yml" || failed=$((failed + 1))

exit "$((failed > 0))"
