resource "helm_release" "openmetadata" {
  set {
    name  = "openmetadata.config.upgradeMigrationConfigs.additionalArgs"
    value = "--force"
  }
  values = [<<YAML
image:
  repository: openmetadata/server
  tag: 1.3.0
YAML
    , yamlencode({ extraEnvs = [{ name = "AIRFLOW_HOST_IP", value = "x" }] })]
}
