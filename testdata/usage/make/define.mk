define BACKUP
metadata backup -u om
@echo metadata restore
endef
define HELP
metadata insight   prints insights
endef
export HELP
run:
	$(BACKUP)
	@echo "$$HELP"
