#!/usr/bin/env python3
"""What our code needs beside what others need for the same work, as a table.

The program's benches are called WORK/WHOSE/BYTES (or WORK/WHOSE); ours is "kotori". It runs ROUNDS times, other versions given with
--before in turns with it, and each figure is the median of its rounds: so a busy machine harms both sides alike.
Ratios count, absolute figures do not.
"""
import argparse, collections, datetime, json, os, pathlib, platform, re, statistics, subprocess, sys

Key = collections.namedtuple("Key", "work size")

def run(program, pattern, seconds):
    """The CPU time of each bench in ns: {(Key, whose): ns}."""
    said = subprocess.run([program, "--benchmark_format=json", f"--benchmark_filter={pattern}", f"--benchmark_min_time={seconds}"],
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    times = {}
    for bench in json.loads(said)["benchmarks"]:
        if bench.get("error_occurred"):
            sys.exit(f"{bench['name']}: {bench['error_message']}")
        work, whose, *size = bench["name"].split("/")
        times[Key(work, int(size[0]) if size else 0), whose] = (bench["cpu_time"], bench.get("bytes_per_second"))
    return times

def measure(programs, pattern, seconds, rounds):
    """{(Key, whose): (ns, bytes a second)}, medians; the versions before are a contestant called "before"."""
    seen = collections.defaultdict(list)
    for _ in range(rounds):
        for version, program in programs.items():
            for (key, whose), figures in run(program, pattern, seconds).items():
                if version == "now" or whose == "kotori":
                    seen[key, whose if version == "now" else version].append(figures)
    return {bench: (statistics.median(ns for ns, _ in figures), statistics.median(speed or 0 for _, speed in figures))
            for bench, figures in seen.items()}

def amount(number, units, step):
    for unit in units:
        if number < step:
            break
        number /= step
    return f"{number:.3g} {unit}" if number < 1000 else f"{number:.0f} {unit}"

def table(measured):
    """Lines of Markdown: a row for each work and size; of the others, their time and how many times faster ours is."""
    others = list(dict.fromkeys(whose for _, whose in measured if whose != "kotori"))
    lines = ["| work | bytes | kotori | a second | " + " | ".join(others) + " |", "| --- | --: | --: | --: |" + " --: |" * len(others)]
    for key in dict.fromkeys(key for key, whose in measured if whose == "kotori"):
        ns, speed = measured[key, "kotori"]
        cells = [key.work, f"{key.size:,}" if key.size else "", amount(ns, ["ns", "µs", "ms"], 1000), amount(speed, ["B", "kB", "MB", "GB"], 1000)]
        for other in others:
            theirs = measured.get((key, other))
            cells.append(f"{amount(theirs[0], ['ns', 'µs', 'ms'], 1000)}, {theirs[0] / ns:.2f}" if theirs else "")
        lines.append("| " + " | ".join(cells) + " |")
    return lines

def machine():
    """The machine in general terms: no names of hosts, no paths."""
    cpu = re.search(r"model name\s*:\s*(.+)", pathlib.Path("/proc/cpuinfo").read_text())
    compiler = subprocess.run(["clang++-19", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    return f"{cpu[1] if cpu else platform.machine()}, {os.cpu_count()} cores; {compiler}; release preset"

def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("program")
    arguments.add_argument("--before", help="the same program, built of another commit")
    arguments.add_argument("--filter", default=".", help="only benches whose names match")
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--seconds", type=float, default=0.05, help="how long each bench runs in a round, at least")
    arguments.add_argument("--write", type=pathlib.Path, help="a folder; the table is also written to NAME-YYYY-MM-DD.md there")
    given = arguments.parse_args()

    programs = {"now": given.program} | ({"before": given.before} if given.before else {})
    name = pathlib.Path(given.program).stem.removesuffix("_bench")
    lines = [f"# {name}, {datetime.date.today()}", "", machine() + ".",
             f"CPU time, medians of {given.rounds} rounds in turns. The number behind another's time is how many times as long as ours it takes.", "",
             *table(measure(programs, given.filter, given.seconds, given.rounds))]
    print("\n".join(lines))
    if given.write:
        given.write.mkdir(exist_ok=True)
        (given.write / f"{name}-{datetime.date.today()}.md").write_text("\n".join(lines) + "\n")

if __name__ == "__main__":
    main()
