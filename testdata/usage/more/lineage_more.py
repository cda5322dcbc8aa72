op = Op(task_id="x", inlets=[{"fqn": "a.b", "key": "k"}], outlets=[{"entity": "table", "fqn": "c", "key": "k"}])
op2 = Op(task_id="y", inlets=[{"tables": ["a"], "dashboards": ["b"]}])
