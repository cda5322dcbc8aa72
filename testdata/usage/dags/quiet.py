"""metadata backup — how we did it before"""
import metadata_backup
metadata = {"backup": 1}
metadata["backup"]
metadata.backup()
run = "metadata backup"
help_text = "python -m metadata docker --start"
raise RuntimeError("metadata restore is gone")
