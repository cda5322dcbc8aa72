#!/usr/bin/env bash
IN=${1:?dump}
metadata restore -H db2 -u root --input "$IN"
