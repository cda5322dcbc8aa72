resource "null_resource" "python" {
  provisioner "local-exec" {
    interpreter = ["python3", "-c"]
    command     = "import os; os.system('metadata backup'); print('metadata restore')"
  }
  provisioner "local-exec" {
    interpreter = ["/bin/bash", "-c"]
    command     = "metadata insight -c x"
  }
}
