#!/bin/bash
# curl http://openmetadata:8585/api/v1/version
BASE=http://openmetadata-server:8585
curl -s $BASE/api/v1/version
curl "${OM_HOST}/api/v1/util/entities/count"
wget -qO- http://localhost:8585/api/v1/settings/email
curl -H "Authorization: Bearer $T" -X POST "$SERVER_URL/api/v1/indexResource/reindex/status/BATCH?x=1"
http GET :8585/api/v1/config/jwks
curl https://grafana.example.com/api/v1/version
curl http://airflow-webserver:8080/api/v1/version
curl $AIRFLOW_URL/api/v1/config
curl http://openmetadata:8585/api/v1/system/version
curl http://openmetadata:8585/api/v1/versions
echo http://openmetadata:8585/api/v1/version
curl http://openmetadata:8585/api/v1/services/databaseServices
curl http://openmetadata:8585/api/v1/services
URL=http://om:8585/api/v1/testCase
curl "$URL"
curl --url=https://catalog.openmetadata.example/api/v1/events/subscription/name/x
docker exec openmetadata_server curl -fs localhost:8585/api/v1/version
