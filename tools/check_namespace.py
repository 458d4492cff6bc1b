#!/usr/bin/env python3
"""Says where the library's namespace is opened without that of its binary interface: `namespace kotori::inline v0`, whose number is the
major version in kotori/base/version.hpp. When it changes, and why: docs/decisions/0028-a-package-for-others.md."""
import pathlib, re, sys

folders = ("kotori", "chat", "adapters", "apps", "examples", "tests", "bench", "fuzz", "tools")
major = re.compile(r"#define KOTORI_VERSION_MAJOR (\d+)")
opening = re.compile(r"^\s*(?:inline\s+)?namespace\s+kotori\b([^{=;]*)\{", re.M)
says_nothing = re.compile(r"\s*(?://.*|#.*)?")             # a comment, an #include

def check(root):
    version = major.search((root / "kotori/base/version.hpp").read_text())[1]
    right = re.compile(rf"::inline v{version}(?:::\w+)* ")
    for file in sorted(f for top in folders for f in (root / top).rglob("*.[ch]pp")):
        text = file.read_text()
        openings = list(opening.finditer(text))
        for found in openings:
            if not right.fullmatch(found[1]):
                line = text.count("\n", 0, found.start(1)) + 1
                yield f"{file.relative_to(root)}:{line}: the namespace is opened as `namespace kotori::inline v{version}`"
        of_library = file.is_relative_to(root / "kotori") and not file.stem.endswith(("_test", "_bench"))
        if of_library and not openings and not all(map(says_nothing.fullmatch, text.splitlines())):
            yield f"{file.relative_to(root)}: what it says is not in `namespace kotori::inline v{version}`"

if __name__ == "__main__":
    wrong = list(check(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
    print("\n".join(wrong) or "namespaces: every one is that of the binary interface")
    sys.exit(bool(wrong))
