metadata backup -h localhost -u om -p "$PW" -d openmetadata_db --uploadDestinationType AWS
metadata backup -h
metadata backup --help
metadata backup -hlocalhost -u om
metadata backup -H localhost -u om
python -m metadata restore -h db -b dump.sql
python -m metadata restore -H db -bdump.sql
python -m metadata restore -H db --input dump.sql
docker compose exec ingestion metadata backup \
  -h mysql -u om \
  --uploadDestinationType=AWS
ARGS="-h db -u om"
metadata backup $ARGS
metadata ingest -h x
