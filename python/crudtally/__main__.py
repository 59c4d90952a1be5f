"""``python -m crudtally`` is the executable, whatever PATH says."""

import os
import sys

from crudtally import EXECUTABLE

os.execv(EXECUTABLE, ["crudtally", *sys.argv[1:]])
