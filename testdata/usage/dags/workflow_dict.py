from metadata.workflow.metadata import MetadataWorkflow
config = {
    "source": {
        "type": "bigquery",
        "serviceConnection": {"config": {
            "type": "BigQuery",
            "projectId": "p",
            "credentials": {"gcsConfig": {}},
        }},
        "sourceConfig": {"config": {"dbServiceNames": ["x"]}},
    },
    "workflowConfig": {"openMetadataServerConfig": {"hostPort": "h"}},
}
MetadataWorkflow.create(config)
other = {"projectId": "p", "dbServiceNames": []}
