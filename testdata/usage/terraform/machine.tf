resource "aws_instance" "om" {
  user_data = <<-EOT
    #!/bin/bash
    # metadata insight
    for f in *.sql; do metadata restore --input "$${f}"; done
  EOT
}
resource "aws_instance" "other" {
  user_data = base64encode(join("\n", ["#!/bin/sh", "metadata docker --start"]))
}
module "vpc" { source = "git::https://example.com/vpc.git?ref=v1" }
