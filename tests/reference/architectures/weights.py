"""`../weights.py`, for scripts of other folders that have only this one on their path."""

import importlib.util
from pathlib import Path

SPEC = importlib.util.spec_from_file_location("shared_weights", Path(__file__).resolve().parent.parent / "weights.py")
SHARED = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(SHARED)
globals().update({name: value for name, value in vars(SHARED).items() if not name.startswith("__")})
