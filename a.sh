python3.8 -m pip install openmetadata-ingestion==1.12.0
/usr/bin/python3.9 -m metadata ingest -c x.yaml
python3.8 -m pip install flask
