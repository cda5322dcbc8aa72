metadata openmetadata-imports-migration --change-config-file-path
metadata openmetadata_dag_config_migration
