# shellcheck shell=bash
# Sourced by the other scripts; runs nothing by itself.
#
# History: local instances used to be started with `metadata docker --start`.
# They are started with docker compose since the 1.3 upgrade.

log() {
  printf '%s %s\n' "$(date -u +%FT%TZ)" "$*" >&2
}

start_local() {
  log "metadata docker is gone, using docker compose"
  docker compose -f docker-compose.yml up --detach
}

usage() {
  cat <<'TEXT'
Commands of this toolbox:
  start    docker compose up (formerly: metadata docker --start)
  stop     docker compose down (formerly: metadata docker --stop)
  backup   mysqldump (never: metadata backup)
TEXT
}

hint() {
  echo "If 'metadata docker' is what you are looking for: it is called start now."
  # metadata restore -H localhost -d openmetadata_db --input old.sql
}
