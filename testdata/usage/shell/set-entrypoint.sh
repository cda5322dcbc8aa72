#!/bin/sh
if [ "$1" = backup ]; then
  set -- metadata backup "$@"
fi
bash -c 'echo "$@"' _ a
exec "$@"
