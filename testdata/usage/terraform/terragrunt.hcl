inputs = { image = "openmetadata/server:1.6.0", metadata = "backup" }
