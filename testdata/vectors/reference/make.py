"""Writes the vector files that this reference makes: python3 make.py [FOLDER]."""

import json
import pathlib
import sys

import make_keyring

MAKERS = {"keyring.json": make_keyring.make}


def main(folder):
    for name, make in MAKERS.items():
        text = json.dumps(make(), indent=1, ensure_ascii=True)
        (pathlib.Path(folder) / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:] or [pathlib.Path(__file__).resolve().parent.parent])
