python3.8 -m pip install "openmetadata-ingestion~=1.12.0"
sudo /usr/bin/python3.9 -m metadata ingest -c om.yaml
python3.8 -m pip install flask
python3.11 -m metadata ingest -c om.yaml
echo python3.7 -m metadata ingest
docker run --rm python:3.8-slim sh -c 'pip install "openmetadata-ingestion~=1.12.0"'
docker run --rm python:3.8-slim pip install flask
uvx --python 3.9 --from "openmetadata-ingestion~=1.12.0" metadata ingest -c om.yaml
uv run --python=3.12 --with "openmetadata-ingestion~=1.12.0" metadata ingest -c om.yaml
conda create -n om python=3.8 "openmetadata-ingestion=1.12.0"
conda create -n x python=3.8 flask
