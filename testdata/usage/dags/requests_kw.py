from metadata.generated.schema.api.data.createTable import CreateTableRequest
from metadata.generated.schema.api.data.createDashboard import CreateDashboardRequest as D
CreateTableRequest(name="t", owner=o)
D(name="d", dashboardUrl="u")
CreateTableRequest(name="t", owners=[o])
make_table(owner=o)
dict(domain="x", owner="y")
