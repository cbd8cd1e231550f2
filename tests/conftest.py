"""Tests outside the addons: they may use the code behind ./dev."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
