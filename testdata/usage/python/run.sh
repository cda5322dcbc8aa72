python3.8 -m pip install "openmetadata-ingestion~=1.12.0"
sudo /usr/bin/python3.9 -m metadata ingest -c om.yaml
python3.8 -m pip install flask
python3.11 -m metadata ingest -c om.yaml
echo python3.7 -m metadata ingest
