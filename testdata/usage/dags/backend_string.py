import importlib
BACKEND = "airflow_provider_openmetadata.lineage.openmetadata.OpenMetadataLineageBackend"
GOOD = "airflow_provider_openmetadata.lineage.backend.OpenMetadataLineageBackend"
