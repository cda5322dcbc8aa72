./bootstrap/openmetadata-ops.sh create-user -u om@example.com -p s3cretpw
metadata ingest -c om.yaml -p 8080
metadata ingest -c om.yaml --password s3cretpw
