om() { docker exec ingestion "$@"; }
om metadata insight -c /x.yaml
om metadata usage -c /x.yaml
