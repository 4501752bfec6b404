"""A host in Python. It reads a question a line and writes an answer a line, both in JSON. Its
arguments are the folders of its modules, and the name of the module that mints and reads. Each
question says what time it is."""

import importlib
import json
import sys
import time

now = time.time()
time.time = lambda: now

*folders, name = sys.argv[1:]
sys.path[:0] = folders
module = importlib.import_module(name)


def answer(q):
    try:
        if "token" in q:
            return {"payload": module.read(q["token"])}
        return {"token": module.mint(q["payload"])}
    except Exception as e:
        return {"error": type(e).__name__}


for line in sys.stdin:
    question = json.loads(line)
    now = question["now"] / 1e9
    print(json.dumps(answer(question)), flush=True)
