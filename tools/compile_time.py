#!/usr/bin/env python3
"""What it costs to compile a program's own sources, alone, without the cache: compile_time.py SOURCE...

CPU seconds, the median of five runs, at -O0 and at -O2, in turns with the same file where kotori/kotori.hpp is precompiled, as the starter project
has it, and with a control: a file that only includes those headers of the standard library that every program with coroutines, texts and functions
includes. Then the headers that cost most, each with what it is the first to include."""
import json, os, pathlib, statistics, subprocess, sys, tempfile

runs = 5
shown = 12
compiler = ["clang++-19", "-std=c++23", "-I.", '-DPAGE=""']

standard = ["atomic", "coroutine", "functional", "memory", "mutex", "optional", "span", "string", "string_view", "variant", "vector"]

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
    out = ["-c", "-o", os.path.join(folder, "out.o")]
    control = os.path.join(folder, "control.cpp")
    pathlib.Path(control).write_text("".join(f"#include <{name}>\n" for name in standard))
    precompiled = os.path.join(folder, "kotori.pch")
    for level in "-O0", "-O2":
        once = cpu_seconds([*compiler, level, "-x", "c++-header", "-o", precompiled, "kotori/kotori.hpp"])
        took, after, bare = [], [], []
        for _ in range(runs):
            took.append(cpu_seconds([*compiler, level, *out, source]))
            after.append(cpu_seconds([*compiler, level, "-include-pch", precompiled, *out, source]))
            bare.append(cpu_seconds([*compiler, level, *out, control]))
        median, control_median = statistics.median(took), statistics.median(bare)
        print(f"{source} {level}: {median:.2f} s of CPU (median of {runs}; {min(took):.2f} to {max(took):.2f}), "
              f"{median / control_median:.1f} times the {control_median:.2f} s of the standard headers alone; "
              f"{statistics.median(after):.2f} s ({min(after):.2f} to {max(after):.2f}) with kotori/kotori.hpp precompiled, once in {once:.2f} s")
    trace = os.path.join(folder, "trace.json")
    cpu_seconds([*compiler, "-O0", f"-ftime-trace={trace}", "-ftime-trace-granularity=0", *out, source])
    for share, name in parts(json.loads(pathlib.Path(trace).read_text())["traceEvents"])[:shown]:
        print(f"  {share:4.0%}  {name}")

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for source in sys.argv[1:]:
            measure(source, folder)
