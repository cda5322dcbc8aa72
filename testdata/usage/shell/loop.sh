for what in ingest backup profile; do
  metadata $what -c $what.yaml
done
