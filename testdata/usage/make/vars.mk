CLI = python -m metadata
restore:
	$(CLI) restore --input $(FILE)
	for f in a b; do $(CLI) insight -c $$f.yaml; done
