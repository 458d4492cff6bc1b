#!/usr/bin/env python3
"""How many connections this machine can hold, and what each needs: `kotori bench idle` against processes of `kotori echo` that share a port.

One process may have only so many open files: as many processes are begun, at both ends, as that asks for."""
import argparse, contextlib, datetime, pathlib, resource, signal, subprocess

import turns

A_PROCESS_KEEPS_BACK = 300  # open files that are no connections, and what the kernel spreads unevenly
PORTS_OF_AN_ADDRESS = 10_000  # of about 28,000, which the kernel finds more slowly the fewer are free


def whole(program):
    return subprocess.run(list(map(str, program)), check=True, text=True, stdout=subprocess.PIPE).stdout


@contextlib.contextmanager
def servers(kotori, count, loops):
    """The port that they share, and their processes."""
    port = turns.free_port()
    words = [kotori, "echo", "--share-port", "--loops", loops, "--listen", f"127.0.0.1:{port}"]
    with contextlib.ExitStack() as running:
        processes = []
        for _ in range(count):
            process = running.enter_context(subprocess.Popen(list(map(str, words)), stdout=subprocess.PIPE, text=True))
            running.callback(process.send_signal, signal.SIGTERM)
            if not process.stdout.readline():
                raise SystemExit("a server did not start")
            processes.append(process)
        yield port, processes


def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("build", type=pathlib.Path, help="where the programs were built")
    arguments.add_argument("--connections", type=int, default=100_000)
    arguments.add_argument("--loops", type=int, default=1, help="of each server process")
    arguments.add_argument("--seconds", type=float, default=5)
    arguments.add_argument("--write", type=pathlib.Path, help="a folder; the table is also written to idle-YYYY-MM-DD.md there")
    given = arguments.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends us ends the servers
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    count = -(-given.connections // (files - A_PROCESS_KEEPS_BACK))
    with servers(given.build / "kotori", count, given.loops) as (port, processes):
        command = [given.build / "kotori", "bench", "idle", "--url", f"ws://127.0.0.1:{port}/", "--connections", given.connections,
                   "--source-addresses", -(-given.connections // PORTS_OF_AN_ADDRESS), "--seconds", given.seconds]
        for process in processes:
            command += ["--pid", process.pid]
        table = whole(command)
    text = "\n".join([f"# idle, {datetime.date.today()}", "", f"{turns.machine()}. {count} processes of `kotori echo --share-port --loops {given.loops}`; "
                      f"a process may have {files:,} open files.", "", "```", table + "```"])
    print(text)
    if given.write:
        (given.write / f"idle-{datetime.date.today()}.md").write_text(text + "\n")


if __name__ == "__main__":
    main()
