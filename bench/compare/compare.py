#!/usr/bin/env python3
"""Kotori beside the servers that its user could pick instead: the same work for each in turn, in several rounds.

Peers are installed under BUILD, each by its own ecosystem's tool. Every run is kept in BUILD/rounds.jsonl as it ends, and the tables are made of all that
is kept there: so a comparison may be taken in pieces, by works and by peers, and one that was interrupted is not lost.
"""
import argparse, datetime, json, os, pathlib, re, resource, signal, subprocess, sys

import peers, picture, rounds, table, works

ends_within = 90  # seconds that a run may need besides its measuring: to connect, and for what is under way to arrive

def measure(program, peer, work, seconds):
    """The report of `kotori bench`, or why there is none."""
    try:
        with peers.Running(peer) as server:
            ran = peers.run(["taskset", "--cpu-list", str(peers.client_core), program, "bench", work.kind, "--seconds", str(seconds), *work.flags.split(),
                             "--url", f"ws://127.0.0.1:{server.port}{peer.path(work.place)}", "--pid", str(server.process.pid), "--json", "-",
                             *peer.bench_flags(work)], seconds + ends_within, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except peers.Absent as why:
        return str(why)
    try:
        return json.loads(ran.stdout)
    except json.JSONDecodeError:
        return (ran.stderr.strip().splitlines() or ["no report"])[-1]

def installed(all_peers, build, kept):
    """Those that can be had; why the others cannot is kept."""
    for peer in all_peers:
        print(f"installing {peer.name}", file=sys.stderr)
        try:
            peer.install(build / "install.log")
            yield peer
        except peers.Absent as why:
            print(f"  absent: {why}", file=sys.stderr)
            rounds.keep(kept, {"absent": peer.name, "why": str(why)})

def compare(program, those, chosen, count, seconds, kept):
    versions = {peer.name: peer.version() for peer in those}
    for work in chosen:
        able = [peer for peer in those if peer.does(work)]
        for number in range(count):
            name = datetime.datetime.now().isoformat(timespec="milliseconds")
            for peer in able:
                print(f"{work.name}, round {number + 1} of {count}: {peer.name}", file=sys.stderr)
                rounds.keep(kept, rounds.line_of(work.name, peer.name, versions[peer.name], name, measure(program, peer, work, seconds)))

def machine():
    """In general terms: no names of hosts."""
    cpu = re.search(r"model name\s*:\s*(.+)", pathlib.Path("/proc/cpuinfo").read_text())
    return f"{cpu[1] if cpu else os.uname().machine}, {os.cpu_count()} cores; Linux {os.uname().release.partition('-')[0]}; loopback."

def write(results, lines, notes):
    """The newest table, its figures, and the picture that the README shows."""
    today, said = datetime.date.today(), rounds.summaries(lines)
    text = table.page(said, rounds.versions(lines), notes, rounds.absent(lines), machine(), today)
    results.mkdir(exist_ok=True)
    (results / f"peers-{today}.md").write_text(text)
    (results / f"peers-{today}.json").write_text(json.dumps({"machine": machine(), "versions": rounds.versions(lines), "absent": rounds.absent(lines),
                                                             "works": said}, indent=1) + "\n")
    (results / "peers.svg").write_text(picture.draw(said))
    print("\n".join(table.in_short(said)))

def allow_descriptors():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

def options():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("programs", type=pathlib.Path, help="the folder of kotori and compared_server")
    arguments.add_argument("build", type=pathlib.Path, help="where peers are built, and what was measured is kept")
    arguments.add_argument("--quick", action="store_true", help="a few works, two rounds of 2 s: some ten minutes, once all is installed")
    arguments.add_argument("--works", nargs="+", default=[], metavar="PATTERN", help="only these, of: " + ", ".join(work.name for work in works.everything))
    arguments.add_argument("--only", nargs="+", default=[], metavar="FOLDER", help="only these peers, by their folder in peers/; Kotori always")
    arguments.add_argument("--rounds", type=int, help="how many more; 0: only write the tables anew")
    arguments.add_argument("--seconds", type=float, help="that each run measures")
    arguments.add_argument("--fresh", action="store_true", help="forget what was measured before")
    arguments.add_argument("--results", type=pathlib.Path, help="a folder for the tables and the picture")
    given = arguments.parse_args()
    given.rounds = given.rounds if given.rounds is not None else 2 if given.quick else 5
    given.seconds = given.seconds or (2 if given.quick else 4)
    return given

def main():
    given = options()
    if os.cpu_count() < 2:
        sys.exit("compare: the server and the load need a core each")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("compare: ended"))
    allow_descriptors()
    programs, build = given.programs.resolve(), given.build.resolve()
    build.mkdir(parents=True, exist_ok=True)
    kept = build / "rounds.jsonl"
    if given.fresh:
        kept.unlink(missing_ok=True)
    all_peers = list(peers.all_peers(build, programs))
    if given.rounds:
        wanted = [peer for peer in all_peers if not given.only or peer.folder.name in ("kotori", *given.only)]
        compare(programs / "kotori", list(installed(wanted, build, kept)), works.chosen(given.works, given.quick), given.rounds, given.seconds, kept)
    if given.results:
        write(given.results, rounds.read(kept), {peer.name: peer.about.get("note", "") for peer in all_peers})

if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("compare: interrupted; what was measured is kept")
