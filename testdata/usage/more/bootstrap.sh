(cd /opt/om/bootstrap; sh ./run.sh; ./bootstrap_storage.sh drop-create-all)
