"""Uses /api/v1/version of OpenMetadata."""
import os
import requests
BASE = os.environ["OM_URL"]
AIRFLOW = os.environ["AIRFLOW_URL"]
requests.get(f"{BASE}/api/v1/version")
requests.get(BASE + "/api/v1/util/services/count")
requests.get("%s/api/v1/testSuite" % BASE)
requests.get("{}/api/v1/testDefinition/{}".format(BASE, 1))
requests.get(f"{AIRFLOW}/api/v1/version")
requests.get(AIRFLOW + "/api/v1/config")
requests.get("http://localhost:8585/api/v1/settings")
PATH = "/api/v1/analytics/webAnalyticEvent"
requests.get(f"{BASE}{PATH}")
print("call /api/v1/version first")
requests.post(url=f"{self.host}/api/v1/automations/workflow/{wid}")
# requests.get("/api/v1/version")
