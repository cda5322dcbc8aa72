U=http://openmetadata:8585/api
curl -fsS $U/v1/version
curl -fsS $U/v1/system/version
V=http://openmetadata:8585/api/v1/version
curl -fsS $V
