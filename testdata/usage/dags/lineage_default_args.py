default_args = {"owner": "me", "inlets": [{"tables": ["a.b.c.d"]}]}
config = {"inlets": "none", "outlets": 3}
