#!/usr/bin/env python3
"""Runs fuzz targets that the preset fuzz has built, or keeps in fuzz/corpus what they have found.

Each target begins with its corpus and with what it found before, build/fuzz/found/NAME. An input that breaks a promise is printed as
hex, with what runs it again. Several targets run two at a time and are summed up in a line each.
"""
import argparse, concurrent.futures, os, pathlib, re, shutil, subprocess, sys, tempfile

built = pathlib.Path("build/fuzz")
corpora = pathlib.Path("fuzz/corpus")
most_files, most_bytes = 150, 200_000                    # of a corpus
found_name = re.compile(r"[0-9a-f]{40}")                 # libFuzzer's; others were written by hand

def targets():
    return [line.split()[0] for line in (built / "fuzz/targets.txt").read_text().splitlines()]

def command(name, *options):
    dictionary = pathlib.Path(f"fuzz/dictionaries/{name}.dict")
    return [built / f"{name}_fuzz", *([f"-dict={dictionary}"] if dictionary.exists() else []), "-timeout=10", "-rss_limit_mb=1024",
            "-max_len=4096", f"-artifact_prefix={built}/{name}-", *options]

def fuzz(name, seconds, shown):
    """What the target said, and whether it found nothing wrong."""
    found = built / "found" / name
    found.mkdir(parents=True, exist_ok=True)
    run = subprocess.Popen(command(name, f"-max_total_time={seconds}", "-print_final_stats=1", found, corpora / name),
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    said = []
    for line in run.stdout:
        said.append(line)
        if shown:
            print(line, end="", flush=True)
    return "".join(said), run.wait() == 0

def how_to_repeat(name, said):
    """For an input that was written to a file, what brings it back also where that file is not."""
    written = re.search(r"Test unit written to (\S+)", said)
    if not written:
        return f"{name} ended without an input to blame"
    data = pathlib.Path(written[1]).read_bytes()
    return (f"{name} fails with this input of {len(data)} bytes, in hex:\n{data.hex()}\nTo run it again:\n"
            "  echo HEX | python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))' > input\n"
            f"  ./run build fuzz && {built}/{name}_fuzz input\n"
            f"Once it is mended, keep it: put it into {corpora}/{name} under a name that says what it is.")

def summary(name, said):
    number = lambda pattern: (re.findall(pattern, said) or ["?"])[-1]
    executions, edges = number(r"number_of_executed_units: (\d+)"), number(r"cov: (\d+)")
    return f"{name:18} {executions:>10} executions, {edges:>5} edges"

def run(names, seconds):
    alone, good = len(names) == 1, True
    with concurrent.futures.ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        for name, (said, fine) in zip(names, pool.map(lambda name: fuzz(name, seconds, alone), names)):
            if not fine and not alone:
                print(said)
            print(summary(name, said) if fine else how_to_repeat(name, said), flush=True)
            good = good and fine
    return good

def keep(name):
    """All that was written by hand, and the fewest finds that reach every edge which anything here reaches."""
    corpus, found = corpora / name, built / "found" / name
    found.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as merged:
        for file in corpus.iterdir():
            if not found_name.fullmatch(file.name):
                shutil.copy(file, merged)
        subprocess.run(command(name, "-set_cover_merge=1", "-use_counters=0", merged, corpus, found), check=True, capture_output=True)
        kept = sorted(pathlib.Path(merged).iterdir(), key=lambda file: (bool(found_name.fullmatch(file.name)), file.stat().st_size))
        for file in corpus.iterdir():
            file.unlink()
        size = count = 0
        for file in kept:
            if count < most_files and size + file.stat().st_size <= most_bytes:
                shutil.copy(file, corpus)
                size, count = size + file.stat().st_size, count + 1
    print(f"{name:18} {count:>3} of {len(kept)} inputs, {size:>6} bytes", flush=True)

def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", action="store_true", help="make the corpora anew of themselves and what was found")
    parser.add_argument("names", nargs="*", help="all targets, if none is named")
    asked = parser.parse_args()
    names = asked.names or targets()
    if unknown := set(names) - set(targets()):
        sys.exit(f"no fuzz target is called {', '.join(sorted(unknown))}; there are:\n  " + "\n  ".join(targets()))
    if asked.keep:
        for name in names:
            keep(name)
    elif not run(names, asked.seconds):
        sys.exit(1)

if __name__ == "__main__":
    main()
