from airflow_provider_openmetadata.lineage.openmetadata import OpenMetadataLineageBackend
from metadata.ingestion.api.models import Either, StackTraceError
from metadata.orm_profiler.api.workflow import ProfilerWorkflow
from metadata import test_suite
import metadata.orm_profiler as op
from metadata.profiler.api import x
from metadata_orm_profiler import y
import sqllineage.runner
import collate_sqllineage.runner
