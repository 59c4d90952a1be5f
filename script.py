#!/usr/bin/env python3
"""The old call, kept: ``python script.py ./input ./output 2024-09-24`` gives the report.

All arguments go on to crudtally, which knows more options: ``python script.py --help``.
"""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path


def candidates():
    """Where crudtally may be: this Python's package, what ./run installed, PATH."""
    package = find_spec("crudtally")
    if package and package.origin:
        yield Path(package.origin).parent / "bin" / "crudtally"
    yield Path(__file__).resolve().parent / ".venv" / "bin" / "crudtally"
    on_path = shutil.which("crudtally")
    if on_path:
        yield Path(on_path)


for executable in candidates():
    if os.access(executable, os.X_OK):
        os.execv(executable, ["crudtally", *sys.argv[1:]])

sys.exit(
    "script.py: crudtally is not installed; `./run` sets it up in this folder, "
    "`pip install .` in this Python"
)
