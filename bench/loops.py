#!/usr/bin/env python3
"""What several loops cost beside one: the server's CPU for each delivery of a broadcast at a fixed rate, and how connections are spread over loops.

The server has all cores, and the load shares one of them: so it is CPU that is compared, not what they could do at most."""
import collections, statistics

import turns

DELIVERIES = 60_000  # a second


def measure(given, receivers):
    """{loops: [report, ...]}, in turns, and {loops: how 10,000 connections were spread}."""
    reports, spread = collections.defaultdict(list), {}
    for _ in range(given.rounds):
        for loops in given.loops:
            with turns.Server(given.build / "room_server", "{port}", "--loops", loops, cores=f"0-{max(given.loops) - 1}") as server:
                kotori = given.build / "kotori"
                reports[loops].append(turns.bench(kotori, server, "broadcast", "--connections", receivers, "--rate", DELIVERIES / receivers, "--seconds", given.seconds))
                if loops not in spread:
                    spread[loops] = turns.bench(kotori, server, "idle", "--connections", 10_000, "--seconds", 0.1, "--warm-up", 0.1)["census"]["by_loop"]
    return reports, spread


def main():
    given = turns.told(__doc__, receivers=([1000, 10_000], "who hear each message"), loops=([1, 2], "how many, each on a thread"))
    lines = [f"{DELIVERIES:,} deliveries a second, by the clock. Ratios are to {given.loops[0]} loop, round by round.", "",
             "| receivers | loops | CPU of a delivery, µs | ratio | p50 ms | p99 ms | 10,000 connections on each loop |", "| --: | --: | --: | --: | --: | --: | --- |"]
    for receivers in given.receivers:
        reports, spread = measure(given, receivers)
        cpu = {loops: [report["server_cpu_us"] for report in reports[loops]] for loops in given.loops}
        for loops in given.loops:
            p50, p99 = (statistics.median(report["delivery"][key] for report in reports[loops]) for key in ["p50_ms", "p99_ms"])
            lines.append(f"| {receivers:,} | {loops} | {statistics.median(cpu[loops]):.2f} | {turns.median_ratio(cpu[loops], cpu[given.loops[0]]):.2f} | {p50:.1f} | {p99:.1f} | "
                         f"{', '.join(map(str, spread[loops]))} |")
    turns.publish("loops", given, lines)


if __name__ == "__main__":
    main()
