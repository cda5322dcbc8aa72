#!/usr/bin/env bash
# A throw-away OpenMetadata for people who want to try a connector.
set -e

case "${1:-up}" in
  up)   metadata docker --start ;;
  down) metadata docker --stop ;;
  *)    echo "usage: $0 [up|down]" >&2; exit 2 ;;
esac
