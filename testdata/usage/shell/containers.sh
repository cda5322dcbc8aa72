docker exec -it openmetadata_ingestion metadata backup -u om
docker compose exec -T ingestion metadata restore --input /tmp/x
podman run --rm -v /b:/b ingest metadata insight -c /b/i.yaml
kubectl exec -n om deploy/ingestion -- metadata backup -d om
kubectl exec om-0 -- ls metadata backup
