out=$(metadata backup -u om | tail -1)
if ! metadata insight -c x.yaml; then exit 1; fi
[ -d metadata/backup ] && ls metadata backup
diff <(metadata restore --help) ref.txt
