from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
KubernetesPodOperator(
    image="openmetadata/ingestion:1.12.0",
    cmds=["metadata"],
    arguments=["insight", "-c", "x.yaml"],
    name="metadata backup",
)
