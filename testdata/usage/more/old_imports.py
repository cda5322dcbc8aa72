import metadata.orm_profiler.engines
from metadata.test_suite.api.workflow import TestSuiteWorkflow
from . import test_suite
from .metadata import orm_profiler
