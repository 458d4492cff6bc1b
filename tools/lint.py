#!/usr/bin/env python3
"""Formatting, headers that compile alone, and clang-tidy, of all sources or of those not yet committed (--changed).

A file that passed is not looked at again until it, a project header it includes (however far away), the command, its
version or the configuration changes: what passed is kept beside what ccache keeps, for every checkout on the machine.
Tests are formatted, but clang-tidy leaves them out.
"""
import argparse, concurrent.futures, hashlib, json, os, pathlib, re, shlex, subprocess, sys, time

kept_for = 30 * 24 * 3600

include = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)

def git(*arguments):
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout.split("\n")[:-1]

def sources(changed):
    """C++ files git knows or would add; with `changed`, those that differ from the last commit."""
    new = git("ls-files", "--others", "--exclude-standard")
    known = git("diff", "--name-only", "HEAD") if changed else git("ls-files")
    return sorted(f for f in {*known, *new} if f.endswith((".cpp", ".hpp")) and os.path.exists(f))

def unformatted(files):
    if not files:
        return []                                        # clang-format would read from the keyboard
    said = subprocess.run(["clang-format-19", "--dry-run", *files], check=True, capture_output=True, text=True).stderr
    return sorted(set(re.findall(r"^(.+?):\d+:\d+: warning: code should be clang-formatted", said, re.M)))

def reached(file, seen):
    """The file and every project header it includes."""
    if file not in seen and os.path.exists(file):
        seen.add(file)
        for target in include.findall(pathlib.Path(file).read_text()):
            reached(target, seen)
    return seen

def configurations(file):
    """The .clang-tidy files that hold for it."""
    return [f for f in (folder / ".clang-tidy" for folder in pathlib.Path(file).parents) if f.exists()]

def tidy_commands(files, compiled):
    """clang-tidy for each source; the compiler's own command is part of what is remembered."""
    for file in files:
        if file in compiled and not file.endswith("_test.cpp") and not file.startswith("tests/"):
            yield file, ["clang-tidy-19", "--quiet", "-p", "build/dev", file], compiled[file]

def header_commands(files, compiled):
    """Each header as if it were a source, under the dialect, the warnings and the include folders of the sources."""
    words = (word for command in compiled.values() for word in shlex.split(command))
    flags = [*dict.fromkeys(w for w in words if w.startswith(("-std", "-W", "-I"))), "-Wno-pragma-once-outside-header"]
    for file in files:
        if file.endswith(".hpp"):
            yield file, ["clang++-19", *flags, "-fsyntax-only", "-x", "c++", file], ""

def said_by(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

class Passed:
    """What has passed before: an empty file for each, named by all that it depends on."""

    def __init__(self):
        self.folder = pathlib.Path(said_by("ccache", "--get-config", "cache_dir"), "lint")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.common = said_by("clang++-19", "--version") + said_by("clang-tidy-19", "--version") + said_by("clang++-19", "-print-resource-dir")
        for file in self.folder.iterdir():
            if file.stat().st_mtime < time.time() - kept_for:
                file.unlink(missing_ok=True)

    def place(self, file, command, context):
        here = " ".join([self.common, *command, context]).replace(os.getcwd(), ".")
        state = hashlib.sha256(here.encode())
        for part in sorted(reached(file, set())) + configurations(file):
            state.update(f"{part}\0".encode() + pathlib.Path(part).read_bytes())
        return self.folder / state.hexdigest()

def passes(file, command, context, passed):
    """Empty, or what is wrong."""
    place = passed.place(file, command, context)
    if place.exists():
        place.touch()
        return ""
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if run.returncode:
        return f"{file}: {command[0]} says\n{run.stdout}"
    place.touch()
    return ""

def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--changed", action="store_true", help="only what differs from the last commit")
    arguments.add_argument("--jobs", type=int, default=2, help="how many compilers at a time")
    given = arguments.parse_args()

    files = sources(given.changed)
    crooked = unformatted(files)
    if crooked:
        sys.exit("lint: these are not formatted; put them right with\n  clang-format-19 -i " + " ".join(crooked))
    compiled = {os.path.relpath(entry["file"]): entry["command"] for entry in json.load(open("build/dev/compile_commands.json"))}
    work = [*header_commands(files, compiled), *tidy_commands(files, compiled)]
    passed = Passed()
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        wrong = [said for said in pool.map(lambda each: passes(*each, passed), work) if said]
    print("\n".join(wrong) or f"lint: {len(files)} files are well")
    sys.exit(bool(wrong))

if __name__ == "__main__":
    main()
