metadata() { docker exec -i ingestion /opt/om/bin/metadata "${@:1}"; }
metadata backup
