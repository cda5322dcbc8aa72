import importlib
from unittest import mock
from metadata.generated.schema.api.data.createTable import CreateTableRequest
importlib.import_module("metadata.orm_profiler.api")
importlib.import_module("metadata.profiler.api")
__import__("sqllineage.runner")
mock.patch("metadata.test_suite.runner.core")
mock.patch("metadata.data_quality.runner.core")
CreateTableRequest(**{"name": "x", "owner": ref})
CreateTableRequest(**{"name": "x", "owners": [ref]})
print("metadata.orm_profiler is gone")
