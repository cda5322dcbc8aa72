#!/bin/sh
set -- metadata backup
log() { echo "$@"; }
log metadata restore
