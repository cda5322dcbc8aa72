helm upgrade om open-metadata/openmetadata --set "openmetadata.config.upgradeMigrationConfigs.additionalArgs=--force"
helm upgrade om open-metadata/openmetadata --set global.airflow.enabled=true
helm upgrade other charts/other --set image.tag=1.3.1
