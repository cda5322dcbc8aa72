CLI="metadata"
SUB=backup
$CLI $SUB -u om
CMD=(metadata restore --input f)
"${CMD[@]}"
run() { "$@"; }
run metadata docker --clean
