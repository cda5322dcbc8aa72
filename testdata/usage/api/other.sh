curl "$SERVER_URL/api/v1/version"
curl http://localhost/api/v1/settings
