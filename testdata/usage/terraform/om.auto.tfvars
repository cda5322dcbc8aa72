om_image = "openmetadata/server:1.5.1"
om_name  = "openmetadata/server"
