ARGS=(docker)
ARGS+=(--start)
metadata "${ARGS[@]}"
CMD=metadata
CMD+=" docker"
$CMD
: "${UP:=metadata docker}"
$UP
ECHO=$(echo metadata docker)
$ECHO
TEXT="metadata"
TEXT+=" docker"
echo $TEXT
