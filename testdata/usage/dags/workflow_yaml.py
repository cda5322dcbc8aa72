CONFIG = """
source:
  type: mysql
  serviceConnection:
    config:
      type: Mysql
      password: x
  sourceConfig:
    config:
      overrideViewLineage: true
workflowConfig:
  openMetadataServerConfig: {hostPort: h}
"""
