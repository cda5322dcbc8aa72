from metadata.workflow.metadata import MetadataWorkflow


class Report:
    def print_status(self):
        return self.text


def run(report, config):
    workflow = MetadataWorkflow.create(config)
    workflow.print_status()
    report.print_status()
    Report().print_status()
