"""The independent implementation in testdata/vectors/reference answers the questions that answer.py answers."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "vectors", "reference"))

import jsontext
import msgpack
from keys import Refused

CODECS = {"msgpack": msgpack, "json": jsontext}


def codecs(q):
    """Reads payloads and writes their values: hex, None if a payload is refused, "mint" if its value is."""
    reader, writer = CODECS[q["codec"]], CODECS[q.get("to") or q["codec"]]
    return {"written": [again(q["fields"], reader, writer, bytes.fromhex(p)) for p in q["payloads"]]}


def again(fields, reader, writer, payload):
    try:
        value = reader.read(fields, payload)
    except Refused:
        return None
    try:
        return writer.write(fields, value).hex()
    except Refused:
        return "mint"


OPS = {"codecs": codecs}

for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps(OPS[question["op"]](question)), flush=True)
