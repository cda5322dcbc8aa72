conda run -n om metadata docker --start
conda install openmetadata-ingestion=1.3.1
