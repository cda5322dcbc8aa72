metadata ingest -c mysql.yaml
metadata profile -c p.yaml
metadata --version
metadata lineage -c l.yaml
metadata usage -c u.yaml
mysqldump --single-transaction openmetadata_db > b.sql
