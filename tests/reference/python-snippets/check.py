#!/usr/bin/env python3
"""Runs every script of `cases/` and prints how far its map is from the one that Sightline saved. See README.md.

    python check.py FOLDER [NAME ...]      FOLDER has the files of files.py
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ALLOWED = 1e-3
FOUND = re.compile(r"largest difference from Sightline: (\S+) of")


def difference(script, folder):
    """What the script prints as its largest difference, or the end of what went wrong."""
    shutil.copy(script.with_suffix(".json"), folder)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run([sys.executable, script], cwd=folder, env=environment, capture_output=True, text=True)
    found = FOUND.search(done.stdout)
    return (float(found[1]), "") if found else (None, (done.stdout + done.stderr)[-1500:])


def main():
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    scripts = [script for script in sorted((HERE / "cases").glob("*.py")) if not names or script.stem in names]
    failed = 0
    for script in scripts:
        found, wrong = difference(script, folder)
        failed += found is None or found > ALLOWED
        print(f"| `{script.stem}` | {f'{found:.0e}' if found is not None else 'failed'} |", wrong, flush=True)
    print(f"{len(scripts) - failed} of {len(scripts)} agree to {ALLOWED:.0e}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
