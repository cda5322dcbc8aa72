import requests

BASE = "http://openmetadata:8585/api"
requests.get(f"{BASE}/v1/version")
requests.get(BASE + "/v1/settings")
requests.get("{}/v1/{}".format(BASE, "config"))
requests.get(f"{BASE}/v1/system/version")
"""http://openmetadata:8585/api/v1/version"""
