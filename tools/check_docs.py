#!/usr/bin/env python3
"""Holds the documents against the files they speak of.

A code block below `<!-- from examples/01_echo.cpp -->` equals that file; below `<!-- from examples/01_echo.cpp#handler -->` it equals
what stands there between `// region: handler` and `// end: handler`, moved to the left margin. Markers themselves are not quoted.
C++ in README.md, docs/tutorial/ and docs/using-the-library.md is always quoted. Relative links lead to files. --fix rewrites the blocks.
"""
import os, pathlib, re, sys, textwrap

skipped = {"build", "node_modules", ".git"}
always_quoted = ("README.md", "docs/tutorial/", "docs/using-the-library.md")
fence = re.compile(r"^(?P<open>[ ]*```(?P<language>\w*)[^\n]*\n)(?P<code>.*?)(?P<close>^[ ]*```[ ]*$)", re.M | re.S)
source = re.compile(r"<!-- from (?P<path>[^\s#]+)(?:#(?P<region>[\w-]+))? -->\s*\Z")
marker = re.compile(r"^\s*(?://|#) (?:region|end): [\w-]+\n", re.M)
inline_code = re.compile(r"`[^`\n]*`")
link = re.compile(r"""\]\(\s*<?([^)\s>]+)|(?:src|srcset|href)="([^"\s]+)""")

class Misquoted(Exception):
    pass

def quote(root, path, region):
    if not (root / path).is_file():
        raise Misquoted(f"there is no {path}")
    text = (root / path).read_text()
    if region:
        found = re.search(rf"^\s*(?://|#) region: {region}\n(.*?)^\s*(?://|#) end: {region}$", text, re.M | re.S)
        if not found:
            raise Misquoted(f"{path} has no region {region}")
        text = found[1]
    return textwrap.dedent(marker.sub("", text)).strip("\n") + "\n"

def check_code(root, name, text):
    """The text as it should be, and what is wrong with it as it is."""
    wrong = []
    def hold(block):
        line = text.count("\n", 0, block.start()) + 1
        said = source.search(text, 0, block.start())
        if not said:
            if block["language"] == "cpp" and name.startswith(always_quoted):
                wrong.append(f"{name}:{line}: C++ that quotes no file; say <!-- from PATH --> above it")
            return block[0]
        try:
            code = quote(root, said["path"], said["region"])
        except Misquoted as why:
            wrong.append(f"{name}:{line}: {why}")
            return block[0]
        if code != block["code"]:
            wrong.append(f"{name}:{line}: differs from {said['path']}; ./run docs --fix quotes it anew")
        return block["open"] + code + block["close"]
    return fence.sub(hold, text), wrong

def check_links(root, name, text):
    for found in link.finditer(inline_code.sub("", fence.sub("", text))):
        target = (found[1] or found[2]).partition("#")[0]
        if target and not re.match(r"[a-z][a-z0-9+.-]*:", target) and not (root / name).parent.joinpath(target).exists():
            yield f"{name}: the link to {target} leads nowhere"

def documents(root):
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - skipped)
        yield from (pathlib.Path(folder, file).relative_to(root).as_posix() for file in sorted(files) if file.endswith(".md"))

def check(root, fix=False):
    for name in documents(root):
        text = (root / name).read_text()
        right, wrong = check_code(root, name, text)
        if fix and right != text:
            (root / name).write_text(right)
            wrong = check_code(root, name, right)[1]
        yield from wrong
        yield from check_links(root, name, text)

if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - {"--fix"}
    if unknown:
        sys.exit(f"check_docs: what is {' '.join(sorted(unknown))}? Only --fix is known")
    wrong = list(check(pathlib.Path("."), fix="--fix" in sys.argv))
    print("\n".join(wrong) or "docs: every quote and every link is right")
    sys.exit(bool(wrong))
