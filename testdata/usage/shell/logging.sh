logger "metadata backup finished"
msg="please stop using metadata backup"
printf 'metadata docker is gone\n' >&2
: "metadata restore"
# python -m metadata docker --start
if false; then :; fi # metadata insight -c x
