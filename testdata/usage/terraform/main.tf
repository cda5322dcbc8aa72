# metadata backup
variable "tag" { default = "1.3.0" }
locals {
  image = "registry.example.com/openmetadata/server:${var.tag}"
  note  = "metadata backup"
}
resource "null_resource" "backup" {
  provisioner "local-exec" {
    command     = "metadata backup -u ${var.user}"
    environment = { AIRFLOW_HOST_IP = "10.0.0.1" }
  }
  provisioner "remote-exec" {
    inline = [
      "echo metadata restore",
      "metadata restore --input x.sql",
    ]
  }
}
resource "docker_image" "ok" { name = "openmetadata/server:1.12.0" }
resource "docker_image" "old" { name = "openmetadata/ingestion:1.4.2" }
resource "docker_container" "om" { image = local.image }
resource "aws_ecr_repository" "om" { name = "openmetadata/server" }
resource "aws_ecs_task_definition" "om" {
  container_definitions = jsonencode([{
    image   = "openmetadata/ingestion:${var.tag}"
    command = ["metadata", "insight", "-c", "x.yaml"]
  }])
}
resource "aws_ecs_task_definition" "text" {
  container_definitions = <<-EOF
    [{"image": "openmetadata/ingestion:1.5.0",
      "command": ["echo", "metadata", "backup"]}]
  EOF
}
resource "google_composer_environment" "x" {
  config {
    software_config { pypi_packages = { "openmetadata-ingestion" = "==1.3.1.0" } }
  }
}
