"""Writes the vector files that this reference makes: python3 make.py [FOLDER]."""

import json
import pathlib
import sys

import make_codec
import make_deflate
import make_keyring
import make_links
import make_native

MAKERS = {
    "native_more.json": make_native.make,
    "codec.json": make_codec.make,
    "deflate.json": make_deflate.make,
    "keyring.json": make_keyring.make,
    "links.json": make_links.make,
}


def main(folder):
    for name, make in MAKERS.items():
        (pathlib.Path(folder) / name).write_text(text_of(make()), encoding="utf-8")


def text_of(file):
    """Returns JSON in ASCII, with one line for each element of the outermost list or object."""
    parts = []
    for name, value in file.items():
        if isinstance(value, list):
            value = "[\n  " + ",\n  ".join(json.dumps(v) for v in value) + "\n ]"
        elif isinstance(value, dict):
            value = "{\n  " + ",\n  ".join("%s: %s" % (json.dumps(k), json.dumps(v)) for k, v in value.items()) + "\n }"
        else:
            value = json.dumps(value)
        parts.append(" %s: %s" % (json.dumps(name), value))
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    main(*sys.argv[1:] or [pathlib.Path(__file__).resolve().parent.parent])
