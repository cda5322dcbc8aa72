#!/bin/bash
set -euo pipefail
# metadata backup used to run from cron
metadata backup -u admin -H db1 -d openmetadata_db
echo "metadata backup done"
