#!/usr/bin/env python3
"""How much of the code that each fuzz target answers for its corpus reaches, in lines, and which lines it does not; 95 % at least.

The preset coverage has built the targets; build/coverage/fuzz/targets.txt, which fuzz/CMakeLists.txt writes, says who answers for what.
"""
import os, pathlib, subprocess, sys

built = pathlib.Path("build/coverage/fuzz")
least = 95.0

def targets():
    return {name: files for name, *files in map(str.split, (built / "targets.txt").read_text().splitlines())}

def counts(lcov, root):
    """Of lcov's text: file -> line -> how often it ran."""
    files, lines = {}, {}
    for record in lcov.splitlines():
        if record.startswith("SF:"):
            lines = files.setdefault(os.path.relpath(record[3:], root), {})
        elif record.startswith("DA:"):
            line, count = map(int, record[3:].split(",")[:2])
            lines[line] = lines.get(line, 0) + count
    return files

def measure(name, files):
    program, raw, data = built / f"{name}_replay", built / f"{name}.profraw", built / f"{name}.profdata"
    subprocess.run([program, f"fuzz/corpus/{name}"], check=True, stdout=subprocess.DEVNULL, env=os.environ | {"LLVM_PROFILE_FILE": str(raw)})
    subprocess.run(["llvm-profdata-19", "merge", "-sparse", raw, "-o", data], check=True)
    return counts(subprocess.run(["llvm-cov-19", "export", "-format=lcov", f"-instr-profile={data}", program, *files], check=True,
                                 capture_output=True, text=True).stdout, os.getcwd())

def report(name, files, measured):
    """A line for people, lines that were not reached, and whether enough were."""
    all_lines = [(file, line, count) for file in files for line, count in sorted(measured.get(file, {}).items())]
    missed = [f"  {file}:{line}" for file, line, count in all_lines if count == 0]
    percent = 100.0 * (len(all_lines) - len(missed)) / len(all_lines) if all_lines else 0.0
    enough = percent >= least and all(measured.get(file) for file in files)
    return f"{name:18} {percent:6.1f} % of {len(all_lines)} lines" + ("" if enough else "   TOO FEW"), missed, enough

def main(names):
    known, good = targets(), True
    if unknown := set(names) - set(known):
        sys.exit(f"no fuzz target is called {', '.join(sorted(unknown))}")
    for name in names or known:
        line, missed, enough = report(name, known[name], measure(name, known[name]))
        print("\n".join([line, *missed]), flush=True)
        good = good and enough
    sys.exit(not good)

if __name__ == "__main__":
    main(sys.argv[1:])
