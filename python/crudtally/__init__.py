"""crudtally: counts user actions per user over a window of daily CSV logs.

The engine is an executable of its own; this package holds it.
"""

from importlib.metadata import version
from pathlib import Path

__version__ = version("crudtally")

#: The executable, to be run with :mod:`subprocess`.
EXECUTABLE = Path(__file__).parent / "bin" / "crudtally"
