from metadata.workflow.metadata import MetadataWorkflow
workflow = MetadataWorkflow.create({})
workflow.execute()
workflow.print_status()
workflow.print_summary()
# workflow.print_status()
print("workflow.print_status()")
