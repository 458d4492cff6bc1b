#!/usr/bin/env python3
"""Makes the reference pages, build/reference/html, of the comments in the headers that docs/reference/Doxyfile lists.

A reference that leads nowhere, a comment that doxygen misreads and a type without a word about it fail. A member may go without: where its
name and its type say all, a comment would only say it again."""
import os, pathlib, re, subprocess, sys

speaks_for_itself = re.compile(r"warning: Member .* is not documented\.$")
doxyfile = "docs/reference/Doxyfile"

def warnings(root):
    (root / "build").mkdir(exist_ok=True)
    header = (root / "kotori/base/version.hpp").read_text()
    version = re.search(r'version\[\] = "([^"]+)"', header)[1]
    run = subprocess.run(["doxygen", doxyfile], cwd=root, env={**os.environ, "KOTORI_VERSION": version}, capture_output=True, text=True)
    if run.returncode:
        yield f"doxygen ended with {run.returncode}"
    said = dict.fromkeys(line.removeprefix(f"{root}/") for line in run.stderr.splitlines() if line.strip())
    yield from (line for line in said if not speaks_for_itself.search(line))

if __name__ == "__main__":
    wrong = list(warnings(pathlib.Path.cwd()))
    print("\n".join(wrong) or "reference: build/reference/html/index.html")
    sys.exit(bool(wrong))
