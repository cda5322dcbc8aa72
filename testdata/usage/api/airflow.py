import requests
requests.get("http://localhost:8080/api/v1/version")
requests.get("/api/v1/config")
