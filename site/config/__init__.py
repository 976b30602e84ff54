"""Settings, addresses and entry points. Servers and the worker import this package first, so it lays the path."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

for folder in (str(ROOT), str(ROOT / "site")):
    if folder not in sys.path:
        sys.path.append(folder)
