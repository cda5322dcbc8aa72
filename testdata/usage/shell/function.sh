metadata() { echo "mine: $*"; }
metadata backup
/opt/om/bin/metadata backup
command metadata restore
