from metadata.ingestion.ometa.ometa_api import OpenMetadata
class Report:
    def print_status(self): ...
Report().print_status()
