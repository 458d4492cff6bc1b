#!/usr/bin/env python3
"""Says which header that kotori/kotori.hpp brings to every program includes something heavy: another library, or one of those of the
standard library that cost a tenth of a second and more. A public header declares; what it needs of these belongs in a .cpp."""
import pathlib, re, sys

public = "kotori/kotori.hpp"
own = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
system = re.compile(r"^\s*#\s*include\s+<([^>]+)>", re.M)
heavy = {
    "chrono": '"kotori/base/clock.hpp" has durations and clocks',
    **dict.fromkeys(["filesystem", "format", "fstream", "future", "iomanip", "iostream", "istream", "locale", "ostream", "random", "ranges",
                     "regex", "semaphore", "sstream", "stop_token", "thread"], "of the standard library's heavy ones"),
}
light = re.compile(r"[a-z_]+|c(?:assert|stddef|stdint|stdlib|string)")   # a header of the standard library; <fmt/format.h> is none

def reached(root, file, seen):
    if file not in seen and (root / file).exists():
        seen.add(file)
        for target in own.findall((root / file).read_text()):
            reached(root, target, seen)
    return seen

def check(root):
    for file in sorted(reached(root, public, set())):
        for target in system.findall((root / file).read_text()):
            if not light.fullmatch(target):
                yield f"{file}: <{target}> would come to every program that includes {public}: another library's"
            elif target in heavy:
                yield f"{file}: <{target}> would come to every program that includes {public}: {heavy[target]}"

if __name__ == "__main__":
    wrong = list(check(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
    print("\n".join(wrong) or f"includes: {public} brings nothing heavy along")
    sys.exit(bool(wrong))
