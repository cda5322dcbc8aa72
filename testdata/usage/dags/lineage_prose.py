"""Old: inlets={"tables": ["a.b"]} — do not use."""
# inlets={"tables": ["a.b.c.d"]}
HELP = 'outlets={"tables": [...]}'
