# syntax=docker/dockerfile:1
FROM python:3.11
RUN <<EOT
pip install openmetadata-ingestion==1.6.4.1
metadata insight -c /i.yaml
EOT
COPY <<EOT /notes.txt
metadata backup
EOT
HEALTHCHECK CMD metadata backup || exit 1
