#!/usr/bin/env python3
"""What Kotori's broadcast costs beside the kernel's limit: a C loop that only calls send(), with the same client, sockets and bytes.

With one sender each message is one send a receiver on either side. With more, the loop puts all of them into one send, which is the best there
could be; Kotori puts in one what its gathering finds.
"""
import collections, statistics

import turns

TEXT_BYTES = 128


def measure(given, receivers, senders):
    """{whose: [report, ...]}, in turns."""
    kotori = given.build / "kotori"
    reports = collections.defaultdict(list)
    for _ in range(given.rounds):
        for whose, words in {"limit": [given.build / "limit_server", "{port}", TEXT_BYTES, senders], "kotori": [given.build / "room_server", "{port}"]}.items():
            with turns.Server(*words) as server:
                reports[whose].append(turns.bench(kotori, server, "broadcast", "--connections", receivers, "--senders", senders,
                                                  "--size", TEXT_BYTES, "--seconds", given.seconds))
    return reports


def row(receivers, senders, reports):
    def all_of(whose, figure):
        return [report[figure] for report in reports[whose]]
    cells = [f"{receivers:,}", senders]
    for whose in ["limit", "kotori"]:
        cells += [f"{statistics.median(all_of(whose, 'per_second')):,.0f}", f"{statistics.median(all_of(whose, 'server_cpu_us')):.3g}"]
    cells += [f"{turns.median_ratio(all_of('kotori', figure), all_of('limit', figure)):.2f}" for figure in ["per_second", "server_cpu_us"]]
    return "| " + " | ".join(map(str, cells)) + " |"


def main():
    given = turns.told(__doc__, receivers=([100, 1000, 10000], "how many hear each message"), senders=([1, 8], "how many messages are in one send"))
    lines = [f"Texts of {TEXT_BYTES} bytes. CPU is the server's for each delivery. Ratios are Kotori's figure to the limit's, round by round.", "",
             "| receivers | messages a send | limit: deliveries/s | CPU µs | Kotori: deliveries/s | CPU µs | rate ratio | CPU ratio |",
             "| --: | --: | --: | --: | --: | --: | --: | --: |"]
    lines += [row(receivers, senders, measure(given, receivers, senders)) for senders in given.senders for receivers in given.receivers]
    turns.publish("limit", given, lines)


if __name__ == "__main__":
    main()
