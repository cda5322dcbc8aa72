pip install "openmetadata-ingestion[mysql]==1.3.1.0"
python3 -m pip install 'openmetadata-ingestion~=1.12.0'
pip3 install --upgrade openmetadata-managed-apis==1.2.0
uv pip install "pydantic>=2.12,<2.13"
pip install "pydantic>=2,<2.12"
pip install metadata backup
pip uninstall openmetadata-ingestion==1.3.1
