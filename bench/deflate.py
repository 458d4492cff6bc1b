#!/usr/bin/env python3
"""What compression costs Kotori's broadcast: the same text to members who agreed on permessage-deflate, and to members who did not.

A compressed broadcast compresses once for all. The text is a chat's JSON around prose; the short one is below what is compressed unless asked to.
"""
import collections, statistics

import turns

PROSE = ("The small birds come to the old tree before the sun is up. Each one says what it has seen, and all the others hear it: where the water is, "
         "which field has seeds, and that the cat of the house by the river sleeps until noon. Nobody decides who may speak, and nobody waits for the "
         "slowest to have understood. When a bird leaves, its branch is free for another; when one comes back, it asks what it has missed, and is told "
         "in the order in which it was said. In the evening they say good night to one another, more than once, and some of them sing. The tree has heard "
         "every word of it for a hundred years and has told no one. It is said that the nightingale keeps a list of all the songs, with a number for each "
         "of them, and that no number is ever missing, so whoever has slept too long can count what there was, and ask for the rest of it by its number.")
MARK_BYTES = 33  # what `kotori bench` puts in place of {text}
HEAD = '{"type":"said","from":"Ann","text":"'


def template(size):
    text = HEAD + PROSE * (1 + size // len(PROSE))
    return text[:size - MARK_BYTES - 2] + '{text}"}'


def measure(given, size, receivers, senders):
    """{"plain" or "compressed": [report, ...]}, in turns."""
    reports = collections.defaultdict(list)
    flags = ["--connections", receivers, "--senders", senders, "--size", MARK_BYTES, "--template", template(size), "--seconds", given.seconds]
    for _ in range(given.rounds):
        for how, also in {"plain": [], "compressed": ["--compress"]}.items():
            with turns.Server(given.build / "room_server", "{port}", "--compress-from", min(size, 1024)) as server:
                reports[how].append(turns.bench(given.build / "kotori", server, "broadcast", *flags, *also))
    return reports


def row(size, receivers, senders, reports):
    plain, compressed = ([report["server_cpu_us"] for report in reports[how]] for how in ["plain", "compressed"])
    return (f"| {size:,} | {receivers:,} | {senders} | {statistics.median(plain):.3g} | {statistics.median(compressed):.3g} "
            f"| {turns.median_ratio(compressed, plain):.2f} |")


def main():
    given = turns.told(__doc__, sizes=([128, 1024], "bytes of the text"), receivers=([100, 1000], "how many hear each message"),
                       senders=([1, 16], "how many say something"))
    lines = ["CPU is the server's for each delivery, in µs.", "", "| bytes | receivers | senders | plain | compressed | compressed to plain |",
             "| --: | --: | --: | --: | --: | --: |"]
    lines += [row(size, receivers, senders, measure(given, size, receivers, senders))
              for size in given.sizes for receivers in given.receivers for senders in given.senders]
    turns.publish("deflate", given, lines)


if __name__ == "__main__":
    main()
