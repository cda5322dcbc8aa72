import asyncio
async def main():
    await asyncio.create_subprocess_exec("metadata", "backup", "-u", "om")
    await asyncio.create_subprocess_shell("metadata insight -c x")
def pick(x):
    match x:
        case {"cmd": "metadata backup"}: return 1
        case [*_, "metadata"] if (n := len(x)) > 2: return n
