#!/usr/bin/env python3
"""What it costs to compile a program's own sources, alone, without the cache: compile_time.py SOURCE...

CPU seconds, the median of five runs, at -O0 and at -O2; and the headers that cost most of them, with what they include themselves:
a header that others have included already costs little here."""
import json, os, pathlib, statistics, subprocess, sys, tempfile

runs = 5
shown = 12
compiler = ["clang++-19", "-std=c++23", "-I.", '-DPAGE=""']

def cpu_seconds(command):
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"compile_time: {' '.join(command)} failed")
    return used.ru_utime + used.ru_stime

def parts(events):
    """Each header with its share of the time, those of the headers it includes among it."""
    opened, took = [], {}
    for event in (e for e in events if e["name"] == "Source"):
        if event["ph"] == "b":
            opened.append(event)
        else:
            begun = opened.pop()
            name = begun["args"]["detail"]
            took[name] = took.get(name, 0) + event["ts"] - begun["ts"]
    whole = next(e["dur"] for e in events if e["name"] == "Total ExecuteCompiler")
    return sorted(((time / whole, os.path.normpath(name).rpartition("c++/12/")[2]) for name, time in took.items()), reverse=True)

def measure(source, folder):
    for level in "-O0", "-O2":
        command = [*compiler, level, "-c", source, "-o", os.path.join(folder, "out.o")]
        took = [cpu_seconds(command) for _ in range(runs)]
        print(f"{source} {level}: {statistics.median(took):.2f} s of CPU (median of {runs}; {min(took):.2f} to {max(took):.2f})")
    trace = os.path.join(folder, "trace.json")
    cpu_seconds([*compiler, "-O0", f"-ftime-trace={trace}", "-ftime-trace-granularity=0", "-c", source, "-o", os.path.join(folder, "out.o")])
    for share, name in parts(json.loads(pathlib.Path(trace).read_text())["traceEvents"])[:shown]:
        print(f"  {share:4.0%}  {name}")

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for source in sys.argv[1:]:
            measure(source, folder)
