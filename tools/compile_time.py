#!/usr/bin/env python3
"""How long one source takes to compile, alone, without the cache: compile_time.py BUILD SOURCE."""
import json, os, shlex, statistics, subprocess, sys, time

runs = 5

def command_for(build, source):
    for entry in json.load(open(os.path.join(build, "compile_commands.json"))):
        if os.path.relpath(entry["file"]) == source:
            words = shlex.split(entry["command"])
            start = next(i for i, word in enumerate(words) if "clang" in os.path.basename(word))
            words[words.index("-o") + 1] = os.devnull
            return entry["directory"], words[start:]
    sys.exit(f"compile_time: {build} does not compile {source}")

directory, command = command_for(*sys.argv[1:])
took = []
for _ in range(runs):
    began = time.monotonic()
    subprocess.run(command, cwd=directory, check=True)
    took.append(time.monotonic() - began)
print(f"{sys.argv[2]}: {statistics.median(took):.2f} s (median of {runs}; {min(took):.2f} to {max(took):.2f})")
