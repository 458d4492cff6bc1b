#!/usr/bin/env python3
"""What a server must bear without harm: readers who stall, a burst of large messages, and very many connections that come and go.

Ends with 1 if something was lost, kept or noticed by others beyond its bound."""
import dataclasses, os, statistics, subprocess, sys, time

import turns

OUTBOX_BYTES = 1 << 20
SETTLES_IN = 10  # seconds
MEMORY_SLACK = 2 << 20  # tables that are as large as they once had to be


@dataclasses.dataclass
class Finding:
    what: str
    found: str
    bound: str
    holds: bool


def settled(server, target, within=SETTLES_IN):
    """Seconds until the server holds no more than that, and what it holds then."""
    begun = time.monotonic()
    while server.bytes_of_its_own() > target and time.monotonic() - begun < within:
        time.sleep(0.1)
    return time.monotonic() - begun, server.bytes_of_its_own()


def mib(count):
    return f"{count / 1048576:.1f} MiB"


def descriptors(server):
    return len(os.listdir(f"/proc/{server.pids()[0]}/fd"))


def stalled_readers(given):
    """The same load in turns, without them and with them."""
    p99 = {0: [], given.stalled: []}
    memory = {0: [], given.stalled: []}
    for _ in range(given.rounds):
        for count in p99:
            with turns.Server(given.build / "room_server", "{port}") as server:
                report = turns.bench(given.build / "kotori", server, "broadcast", "--connections", given.receivers, "--stalled", count, "--rate", 50_000 / given.receivers,
                                     "--size", 2048, "--warm-up", 10, "--seconds", given.seconds)
            p99[count].append(report["delivery"]["p99_ms"])
            memory[count].append(report["server_resident_bytes"])
    ratio = turns.median_ratio(p99[given.stalled], p99[0])
    each = (statistics.median(memory[given.stalled]) - statistics.median(memory[0])) / given.stalled
    told = f"{given.stalled} stalled readers among {given.receivers:,}, 50,000 deliveries/s"
    yield Finding(f"{told}: the others' p99, with : without", f"{statistics.median(p99[given.stalled]):.1f} : {statistics.median(p99[0]):.1f} ms = {ratio:.2f}", "≤ 1.20", ratio <= 1.2)
    yield Finding(f"{told}: memory for each", f"{each / 1024:.1f} KiB", "≤ 1 MiB, the outbox", each <= OUTBOX_BYTES)


def flooded_readers(given):
    """Stalled readers who are sent more than an outbox holds."""
    with turns.Server(given.build / "room_server", "{port}") as server:
        report = turns.bench(given.build / "kotori", server, "broadcast", "--connections", 100, "--stalled", given.stalled, "--rate", 100, "--size", 16384, "--warm-up", 5, "--seconds", given.seconds)
    return Finding(f"{given.stalled} stalled readers, 1.6 MB/s for each: ended by the server; messages to others lost", f"{report['stalled_ended']}; {report['expected'] - report['heard']}",
                   f"{given.stalled}; 0", report["stalled_ended"] == given.stalled and report["heard"] == report["expected"])


def bursts(given):
    """What is left when a burst is over."""
    for connections, size in [(2000, 65536), (200, 1_000_000)]:
        with turns.Server(given.build / "kotori", "echo", "--loops", 2, "--listen", "127.0.0.1:{port}") as server:
            def load(*flags):
                return turns.bench(given.build / "kotori", server, "echo", "--seconds", given.seconds, *flags, path="/")
            load("--connections", 50)
            time.sleep(SETTLES_IN)
            before = server.bytes_of_its_own()
            at_its_end = load("--connections", connections, "--size", size, "--window", 4)["server_resident_bytes"]
            took, after = settled(server, before + MEMORY_SLACK)
        yield Finding(f"burst: {connections:,} connections, four echoes of {size:,} bytes each under way: memory before, at its end, then",
                      f"{mib(before)}, {mib(at_its_end)}, {mib(after)} after {took:.1f} s", f"+ {mib(MEMORY_SLACK)} within {SETTLES_IN} s", after <= before + MEMORY_SLACK)


def coming_and_going(given):
    """Many connections, one after another."""
    with turns.Server(given.build / "kotori", "echo", "--loops", 2, "--listen", "127.0.0.1:{port}") as server:
        def connect(seconds):
            return turns.bench(given.build / "kotori", server, "connect", "--seconds", seconds, "--window", 64, "--source-addresses", 20, path="/")
        connect(1)
        time.sleep(SETTLES_IN)
        before, before_bytes = descriptors(server), server.bytes_of_its_own()
        begun, count = time.monotonic(), 0
        while count < given.comings:
            count += connect(10)["connections"]
        seconds = time.monotonic() - begun
        settled(server, before_bytes)
        after, after_bytes = descriptors(server), server.bytes_of_its_own()
    yield Finding(f"{count:,} connections opened and closed in {seconds:.0f} s: descriptors before, after", f"{before}, {after}", "the same", after == before)
    yield Finding("likewise: memory before, after", f"{mib(before_bytes)}, {mib(after_bytes)}", f"+ {mib(MEMORY_SLACK)}", after_bytes <= before_bytes + MEMORY_SLACK)


def main():
    given = turns.told(__doc__, receivers=(10_000, "who read"), stalled=(100, "who do not"), comings=(1_000_000, "connections that come and go"))
    findings = [*stalled_readers(given), flooded_readers(given), *bursts(given), *coming_and_going(given)]
    lines = ["| what | found | bound | |", "| --- | --- | --- | --- |"]
    lines += [f"| {each.what} | {each.found} | {each.bound} | {'holds' if each.holds else 'DOES NOT HOLD'} |" for each in findings]
    turns.publish("reliability", given, lines)
    return 0 if all(each.holds for each in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
