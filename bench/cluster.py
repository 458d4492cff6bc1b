#!/usr/bin/env python3
"""What several nodes cost beside one, how much longer a message takes to another node, and what nodes and rooms cost in which nothing happens.

Everything is on this machine: PostgreSQL, NATS and all nodes on one core, the load on another. Ends with 1 if a goal is missed."""
import collections, contextlib, json, pathlib, statistics, subprocess, sys, threading, time

import services, turns

sys.path.insert(0, str(pathlib.Path(__file__).parent / "compare"))
import peers, works

WORKS = [("15 messages/s by the clock", ["--senders", 6, "--rate", 15]), ("50 messages/s by the clock", ["--senders", 6, "--rate", 50]),
         ("16 senders in step, 4 messages of each under way", ["--senders", 16, "--window", 4])]
BEARABLE = WORKS[0][1]
BUSES = ["nats", "postgres"]


class Cluster:
    """So many nodes of the chat over one database, for the length of a `with`. The bus: an address, "postgres" or, with an empty database, nothing: then it is one machine alone."""

    path = "/chat"

    def __init__(self, kotori, postgres, count, bus):
        self.kotori, self.postgres, self.count, self.bus = kotori, postgres, count, bus

    def __enter__(self):
        with contextlib.ExitStack() as running:
            folder = running.enter_context(services.folder())
            database = self.postgres.make_database() if self.bus else ""
            self.nodes = [running.enter_context(services.Node(self.kotori, f"n{i + 1}", folder, database, self.bus)) for i in range(self.count)]
            self.running = running.pop_all()
        return self

    def __exit__(self, *_):
        self.running.close()


class Load:
    """One run of `kotori bench` against all nodes, with the CPU that each group of processes took while it measured."""

    def __init__(self, given, nodes, groups, work, *flags, path="/chat", seconds=None):
        seconds = seconds or given.seconds
        words = ["taskset", "-c", turns.LOAD_CORE, given.build / "kotori", "bench", work, "--json", "-", "--seconds", seconds, *flags]
        for node in nodes:
            words += ["--url", f"ws://127.0.0.1:{node.port}{path}"]
        samples = []
        process = subprocess.Popen(list(map(str, words)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        told = threading.Thread(target=self.listen, args=(process.stderr, groups, samples))
        told.start()
        out = process.stdout.read()
        told.join()
        if process.wait() != 0 and not out:
            raise SystemExit(f"{' '.join(map(str, words))}\n{self.said}")
        self.report = json.loads(out)
        if self.report["heard"] != self.report["expected"] or self.report["trouble"]:
            raise SystemExit(f"{' '.join(map(str, words))}\nheard {self.report['heard']} of {self.report['expected']}; {self.report['trouble']}")
        first, last = samples[0], samples[-1]
        deliveries = self.report["per_second"] * (last[0] - first[0])
        self.cpu = {name: last[1][name] - first[1][name] for name in groups}  # seconds
        self.cpu_us = {name: spent * 1e6 / deliveries if deliveries else 0 for name, spent in self.cpu.items()}
        self.seconds = last[0] - first[0]

    def listen(self, lines, groups, samples):
        """It tells of its progress every second, first when it has warmed up and last when it has measured."""
        self.said = ""
        for line in lines:
            self.said = line
            if "deliveries/s" in line:
                samples.append((time.monotonic(), {name: sum(each.cpu_seconds() for each in group) for name, group in groups.items()}))


def middle(values):
    return statistics.median(values)


def fan_out(given, postgres, nats):
    """The same listeners in one room, by one node and spread over three."""
    bus = f"nats://127.0.0.1:{nats.port}"
    ways = [("one node, NATS", 1, bus), ("three nodes, NATS", 3, bus), ("three nodes, NOTIFY", 3, "postgres")]
    runs = collections.defaultdict(list)
    for _ in range(given.rounds):
        for work, flags in WORKS:
            for way, count, bus in ways:
                with Cluster(given.build / "kotori", postgres, count, bus) as cluster:
                    groups = {"nodes": cluster.nodes, "database": [postgres], "bus": [nats]}
                    runs[work, way].append(Load(given, cluster.nodes, groups, "chat", "--connections", given.receivers, *flags))
    yield f"{given.receivers:,} people in one room hear all that is said there, each message kept in PostgreSQL first. CPU is that of all processes of a kind, for each delivery; the ratio is that of deliveries for a second of the nodes' CPU, to one node."
    for work, _ in WORKS:
        yield from ["", f"*{work}*", "", "| | deliveries/s | nodes' CPU, µs | ratio | PostgreSQL's, µs | NATS's, µs | p50 ms | p99 ms |", "| --- | --: | --: | --: | --: | --: | --: | --: |"]
        own = runs[work, ways[0][0]]
        for way, _, _ in ways:
            those = runs[work, way]
            ratio = turns.median_ratio([each.cpu_us["nodes"] for each in own], [each.cpu_us["nodes"] for each in those])
            cpu = {name: middle(each.cpu_us[name] for each in those) for name in those[0].cpu_us}
            at = {name: middle(each.report["delivery"][name] for each in those) for name in ("p50_ms", "p99_ms")}
            yield f"| {way} | {middle(each.report['per_second'] for each in those):,.0f} | {cpu['nodes']:.2f} | {ratio:.2f} | {cpu['database']:.3f} | {cpu['bus']:.3f} | {at['p50_ms']:.1f} | {at['p99_ms']:.1f} |"
            if way == ways[1][0]:
                goal(f"fan-out of three nodes to one, {work}", ratio, ratio >= 0.8, "at least 0.8")


def distance(given, postgres, nats):
    """How long a message takes to who is at the node of its sender, and to who is at another: the same messages, and one clock."""
    runs = collections.defaultdict(list)
    for _ in range(given.rounds):
        for bus in BUSES:
            with Cluster(given.build / "kotori", postgres, 2, f"nats://127.0.0.1:{nats.port}" if bus == "nats" else bus) as cluster:
                runs[bus].append(Load(given, cluster.nodes, {}, "chat", "--connections", 2, "--senders", 1, "--rate", 100))
    yield "Two people at two nodes, a hundred messages a second of one of them, who hears them, too."
    yield from ["", "| bus | at the same node, ms: p50 | p99 | at the other: p50 | p99 | more: p50 | p99 |", "| --- | --: | --: | --: | --: | --: | --: |"]
    for bus in BUSES:
        here, there = ({at: middle(each.report[where][at] for each in runs[bus]) for at in ("p50_ms", "p99_ms")} for where in ("delivery_here", "delivery_elsewhere"))
        more = {at: middle(each.report["delivery_elsewhere"][at] - each.report["delivery_here"][at] for each in runs[bus]) for at in here}
        yield f"| {'NATS' if bus == 'nats' else 'NOTIFY'} | {here['p50_ms']:.2f} | {here['p99_ms']:.2f} | {there['p50_ms']:.2f} | {there['p99_ms']:.2f} | {more['p50_ms']:.2f} | {more['p99_ms']:.2f} |"
        goal(f"to another node by {bus}, ms more (p50)", more["p50_ms"], more["p50_ms"] <= 2, "at most 2 ms")


def idle(given, postgres, nats):
    """Nodes with nobody; then with as many people as rooms, first all in the lobby alone and then each in a room of their own, too."""
    ways = [("alone, SQLite", 1, ""), ("one of three, NATS", 3, f"nats://127.0.0.1:{nats.port}"), ("one of three, NOTIFY", 3, "postgres")]
    yield from [f"*Rooms*: {given.rooms:,} people at one node, each the only one in a room; memory and CPU are what the rooms add to as many people who are in the lobby alone. The other nodes have nobody. Over {given.quiet} s.", "",
                "| a node | memory with nobody, MiB | CPU with nobody, ms/s | bus messages/s | memory of a room, bytes | CPU of all rooms, ms/s | bus messages/s | PostgreSQL's CPU, ms/s | NATS's, ms/s |",
                "| --- | --: | --: | --: | --: | --: | --: | --: | --: |"]
    for way, count, bus in ways:
        found = {}
        for rooms in (0, given.rooms):
            with Cluster(given.build / "kotori", postgres, count, bus) as cluster:
                node, groups = cluster.nodes[0], {"node": [cluster.nodes[0]], "database": [postgres], "bus": [nats]}
                if not rooms:
                    nobody = Quiet(given, node, groups)
                with holding(given, node, rooms):
                    time.sleep(16)  # what coming brings about is over
                    found[rooms] = Quiet(given, node, groups)
        full, empty = found[given.rooms], found[0]
        yield (f"| {way} | {nobody.memory / 2**20:.1f} | {nobody.cpu['node']:.2f} | {nobody.sent:.2f} | {(full.memory - empty.memory) / given.rooms:,.0f} | {full.cpu['node'] - empty.cpu['node']:.2f} | "
               f"{full.sent:.1f} | {full.cpu['database']:.1f} | {full.cpu['bus']:.1f} |")


class Quiet:
    """What a while costs in which nothing happens: CPU in milliseconds a second."""

    def __init__(self, given, node, groups):
        def now():
            return time.monotonic(), node.figure("kotori_bus_messages_sent_total"), {name: sum(each.cpu_seconds() for each in group) for name, group in groups.items()}
        before = now()
        time.sleep(given.quiet)
        after = now()
        seconds = after[0] - before[0]
        self.memory = node.bytes_of_its_own()
        self.sent = (after[1] - before[1]) / seconds
        self.cpu = {name: (after[2][name] - before[2][name]) * 1000 / seconds for name in groups}


@contextlib.contextmanager
def holding(given, node, rooms):
    """People at a node who say next to nothing."""
    words = ["taskset", "-c", turns.LOAD_CORE, given.build / "kotori", "bench", "chat", "--url", f"ws://127.0.0.1:{node.port}/chat", "--connections", given.rooms, "--rooms", rooms,
             "--rate", 0.001, "--warm-up", 0, "--seconds", 3600]
    process = subprocess.Popen(list(map(str, words)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        line = next((line for line in process.stderr if line.strip()), "")
        if "deliveries/s" not in line:
            raise SystemExit(f"{' '.join(map(str, words))}\n{line}")
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield
    finally:
        process.kill()
        process.wait()


def with_peers(given, postgres, nats):
    """The same shape of work by others, each of whom has one node and three over what its makers advise. Only Kotori keeps what is said."""
    if lacking := services.missing(redis_too=True):
        yield f"This machine has no {', '.join(lacking)}."
        return
    build = given.build.resolve().parent / "compare"
    build.mkdir(parents=True, exist_ok=True)
    room = works.chosen(["broadcast-1-1000"])[0]
    there, absent = [], []
    for peer in peers.all_peers(build, given.build.resolve()):
        if peer.folder.name in ("socket_io", "centrifuge", "centrifugo"):
            try:
                peer.install(build / "install.log")
                there.append(peer)
            except peers.Absent as why:
                absent.append(f"{peer.name}: {why}.")
    runs = collections.defaultdict(list)
    for _ in range(given.rounds):
        for count in (1, 3):
            with Cluster(given.build / "kotori", postgres, count, f"nats://127.0.0.1:{nats.port}") as cluster:
                runs["Kotori, NATS and PostgreSQL", count].append(Load(given, cluster.nodes, {"nodes": cluster.nodes, "beside": [postgres, nats]}, "chat", "--connections", given.receivers, *BEARABLE))
            for peer in there:
                with services.folder() as folder, services.redis(folder) as redis, contextlib.ExitStack() as running:
                    nodes = [running.enter_context(services.of_peer(peer, redis.port)) for _ in range(count)]
                    flags = ["--connections", given.receivers, *BEARABLE, *peer.bench_flags(room)]
                    runs[f"{peer.name}, Redis", count].append(Load(given, nodes, {"nodes": nodes, "beside": [redis]}, "broadcast", *flags, path=peer.path("room")))
    yield f"{given.receivers:,} receivers, 15 messages/s of 6 senders by the clock, which all can bear; each process has one thread for its work. Kotori's messages are durable, with authors, times and a history; the others keep nothing."
    yield from ["", "| | one node's CPU for a delivery, µs | three nodes', µs | deliveries for a CPU second, three to one | three Kotori nodes to it | CPU beside three nodes, µs | p50 ms | p99 ms |", "| --- | --: | --: | --: | --: | --: | --: | --: |"]
    own = [each.cpu_us["nodes"] for each in runs["Kotori, NATS and PostgreSQL", 3]]
    for name in dict.fromkeys(name for name, _ in runs):
        one, three = ([each.cpu_us["nodes"] for each in runs[name, count]] for count in (1, 3))
        beside = middle(each.cpu_us["beside"] for each in runs[name, 3])
        at = [middle(each.report["delivery"][key] for each in runs[name, 3]) for key in ("p50_ms", "p99_ms")]
        yield f"| {name} | {middle(one):.2f} | {middle(three):.2f} | {turns.median_ratio(one, three):.2f} | {turns.median_ratio(own, three):.2f} | {beside:.3f} | {at[0]:.1f} | {at[1]:.1f} |"
    yield from ["", *absent] if absent else []


missed = []


def goal(what, found, holds, bound):
    if not holds:
        missed.append(f"{what}: {found:.2f}, and not {bound}")


PARTS = {"fan-out": ("Fan-out", fan_out), "distance": ("To another node", distance), "idle": ("Where nothing happens", idle), "peers": ("Others", with_peers)}


def main():
    given = turns.told(__doc__, receivers=(999, "in the room"), rooms=(10_000, "in which nothing happens"), quiet=(30, "seconds in which nothing happens"))
    if lacking := services.missing():
        raise SystemExit(f"this machine has no {', '.join(lacking)}; Debian has it under that name")
    lines = []
    with services.folder() as folder:
        (folder / "database").mkdir()
        with services.Postgres(folder / "database") as postgres, services.nats() as nats:
            for title, part in PARTS.values():
                lines += [f"## {title}", "", *part(given, postgres, nats), ""]
    lines += [*(f"**MISSED: {each}.**" for each in missed)] or ["Every goal is met."]
    turns.publish("cluster", given, lines)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
