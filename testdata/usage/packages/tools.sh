poetry add openmetadata-ingestion@1.3.1
poetry add "openmetadata-ingestion@^1.3"
uv run --with openmetadata-ingestion==1.3.1 true
pipx run --spec=openmetadata-ingestion~=1.3.0 true
uvx --from 'openmetadata-ingestion~=1.12.0' true
poetry add ruff@1.3.1
