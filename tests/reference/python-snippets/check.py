#!/usr/bin/env python3
"""Runs every script of `cases/` and prints how far its map is from the one that Sightline saved. See README.md.

    python check.py FOLDER [NAME ...]      FOLDER has the files of files.py and of make_cases.mjs
"""

import contextlib
import importlib
import os
import re
import runpy
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

os.environ.update({"OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3"})
HERE = Path(__file__).resolve().parent
ALLOWED = 1e-3
FOUND = re.compile(r"largest difference from Sightline: (\S+) of")


def difference(script, folder):
    """What the script prints as its largest difference, or the end of what went wrong."""
    shutil.copy(script.with_suffix(".json"), folder)
    with tempfile.TemporaryFile("w+") as said:
        process = os.fork()
        if process == 0:
            os.chdir(folder)
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            try:
                runpy.run_path(str(script), run_name="__main__")
            except BaseException:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)
        os.waitpid(process, 0)
        said.seek(0)
        text = said.read()
    found = FOUND.search(text)
    return (float(found[1]), "") if found else (None, text[-1500:])


def main():
    folder, names = Path(sys.argv[1]).resolve(), sys.argv[2:]
    scripts = [script for script in sorted((HERE / "cases").glob("*.py")) if not names or script.stem in names]
    for library in ("torch", "torchvision", "pytorch_grad_cam", "captum.attr"):  # once, and not for every script
        with contextlib.suppress(ImportError):
            importlib.import_module(library)
    failed = 0
    for script in scripts:
        found, wrong = difference(script, folder)
        failed += found is None or found > ALLOWED
        print(f"| `{script.stem}` | {f'{found:.0e}' if found is not None else 'failed'} |", wrong, flush=True)
    print(f"{len(scripts) - failed} of {len(scripts)} agree to {ALLOWED:.0e}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
