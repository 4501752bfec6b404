"""Puts plausible faults into the reader, one at a time, and runs the vectors: python3 faults.py [FOLDER].

Each fault of fault_table.py has a module, a piece of its source that occurs once, and what replaces it. If no case
notices a fault, a case is missing, and the exit code is 1.
"""

import concurrent.futures
import functools
import importlib.abc
import importlib.util
import json
import pathlib
import signal
import sys

from fault_table import FAULTS

HERE = pathlib.Path(__file__).resolve().parent
READER = ("keys", "ed25519", "deflate", "wire", "shapes", "msgpack", "floats", "jsontext", "ring")
OTHERS = ("answers", "check")
FIRST = {  # the files that most likely notice the faults of a module
    "deflate": ("deflate.json",), "msgpack": ("codec.json",), "jsontext": ("codec.json", "keyring.json"), "floats": ("codec.json",),
    "shapes": ("codec.json",), "ring": ("keyring.json",), "keys": ("keyring.json",), "ed25519": ("keyring.json",), "wire": ("native_more.json",)}


SECONDS = 5  # CPU time for one case, after which the reader is assumed to loop


def give_up(*_):
    raise TimeoutError


class Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the reader's modules from memory."""

    def __init__(self):
        self.text = {name: (HERE / (name + ".py")).read_text(encoding="utf-8") for name in READER + OTHERS}

    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self) if name in self.text else None

    def exec_module(self, module):
        module.__file__ = str(HERE / (module.__name__ + ".py"))
        exec(compiled(self.text[module.__name__], module.__name__), module.__dict__)


@functools.cache
def compiled(text, name):
    return compile(text, name, "exec")


def fresh(sources, faulty):
    """Imports check and the modules that it needs again. ed25519 and its cache stay if it has no fault."""
    for name in READER + OTHERS:
        if name != "ed25519" or faulty == "ed25519" or getattr(sys.modules.get(name), "faulty", False):
            sys.modules.pop(name, None)
    check = importlib.import_module("check")
    sys.modules["ed25519"].faulty = faulty == "ed25519"
    return check


def noticed(sources, fault, files):
    """Returns the file and the case that notice a fault, or None."""
    name, module, old, new = fault
    sound = sources.text[module]
    if sound.count(old) != 1:
        raise SystemExit("%s: stands %d times in %s" % (name, sound.count(old), module))
    sources.text[module] = sound.replace(old, new)
    try:
        check = fresh(sources, module)
        for file in sorted(files, key=lambda f: f not in FIRST.get(module, ())):
            for part, run in check.FILES[file].items():
                for case in files[file][part]:
                    try:
                        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
                        run(case, files[file])
                    except Exception:  # another answer, or a crash
                        return file, case.get("name", case.get("reason"))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        sources.text[module] = sound
    return None


def start(folder):
    """Prepares a worker process."""
    global SOURCES, FILES
    SOURCES = Sources()
    sys.meta_path.insert(0, SOURCES)
    signal.signal(signal.SIGVTALRM, give_up)
    check = fresh(SOURCES, None)
    FILES = {name: json.loads((pathlib.Path(folder) / name).read_text(encoding="utf-8")) for name in check.FILES}


def passes(fault):
    """Reports whether no case notices the fault."""
    return noticed(SOURCES, fault, FILES) is None


def main(folder, *modules):
    """Tries the faults of the given modules, or all faults."""
    faults = [f for f in FAULTS if not modules or f[1] in modules]
    if len({f[0] for f in FAULTS}) != len(FAULTS):
        raise SystemExit("two faults of one name")
    passed = 0
    with concurrent.futures.ProcessPoolExecutor(initializer=start, initargs=(folder,)) as pool:
        for fault, unnoticed in zip(faults, pool.map(passes, faults, chunksize=4)):
            if unnoticed:
                passed += 1
                print("not noticed: %s (%s)" % fault[:2], flush=True)
    print("%d faults, %d not noticed" % (len(faults), passed))
    return 1 if passed or not faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:] or [HERE.parent]))
