poetry run metadata backup
uv run --with openmetadata-ingestion==1.12.1 metadata insight -c c
uvx --from openmetadata-ingestion metadata docker --start
pipx run --spec openmetadata-ingestion metadata backup
timeout 600 nice -n 5 metadata restore --input b
xargs -n1 metadata backup -d < dbs.txt
nohup metadata backup > log 2>&1 &
