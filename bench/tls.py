#!/usr/bin/env python3
"""What TLS costs Kotori: a broadcast over it beside a plain one, and handshakes, bytes and idle connections beside nginx and Node.

Everybody has the same certificate, of P-256. CPU and memory are those of the server's processes.
"""
import collections, json, pathlib, shutil, socket, ssl, statistics, subprocess, sys, tempfile, time

import turns

HERE = pathlib.Path(__file__).parent
WORKS = {"full handshakes": "CPU µs each", "resumed handshakes": "CPU µs each", "bytes": "CPU ms for a GB", "idle connections": "bytes each"}


class Folder:
    """A certificate, and what else a server needs as files."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.path.chmod(0o755)  # nginx's workers are nobody
        self.certificate, self.key = self.path / "certificate.pem", self.path / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
                        "-days", "2", "-out", self.certificate, "-keyout", self.key], check=True, stderr=subprocess.DEVNULL)
        (self.path / "large").write_bytes(b"x" * 1024 * 1024)

    def servers(self, build):
        """{whose: the words that start it}; of those that are not installed, none."""
        pair = [self.certificate, self.key]
        words = {"Kotori": [build / "room_server", "{port}", "--tls", *pair]}
        if nginx := shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"):
            words["nginx"] = [nginx, "-p", self.path, "-c", self.path / "nginx.conf"]
        if node := shutil.which("node"):
            words["Node"] = [node, HERE / "tls/server.mjs", "{port}", *pair]
        return words

    def prepare_nginx(self, port):
        text = (HERE / "tls/nginx.conf").read_text()
        for name, value in {"folder": self.path, "port": port, "certificate": self.certificate, "key": self.key}.items():
            text = text.replace(f"{{{name}}}", str(value))
        (self.path / "nginx.conf").write_text(text)


def load(given, server, work):
    """CPU for what was done, and how much of it there was a second."""
    before = server.cpu_seconds()
    ran = subprocess.run(["taskset", "-c", str(turns.LOAD_CORE), given.build / "tls_load", str(server.port), work, str(given.seconds)],
                         check=True, capture_output=True, text=True)
    cpu = server.cpu_seconds() - before
    told = json.loads(ran.stdout)
    if work == "bytes":
        return {"cost": cpu * 1e12 / told["bytes"], "rate": told["bytes"] / told["seconds"] / 1e6}
    if work == "resumed" and told["resumed"] < told["connections"] * 0.9 or work == "full" and told["resumed"]:
        raise SystemExit(f"{told['resumed']} of {told['connections']} were resumed")
    return {"cost": cpu * 1e6 / told["connections"], "rate": told["connections"] / told["seconds"]}


def connect(port):
    believing_anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    believing_anybody.check_hostname, believing_anybody.verify_mode = False, ssl.CERT_NONE
    client = believing_anybody.wrap_socket(socket.create_connection(("127.0.0.1", port)))
    client.sendall(b"GET /small HTTP/1.1\r\nHost: localhost\r\n\r\n")
    if not client.recv(4096).startswith(b"HTTP/1.1 204"):
        raise SystemExit("the server does not answer")
    return client


def idle(server, count=2000):
    """Bytes of each connection that has asked once and is silent since."""
    clients = [connect(server.port) for _ in range(200)]
    time.sleep(0.5)
    before = server.bytes_of_its_own()
    clients += [connect(server.port) for _ in range(count)]
    time.sleep(0.5)
    cost = (server.bytes_of_its_own() - before) / count
    for client in clients:
        client.close()
    return {"cost": cost}


def measure(given, what, *about):
    """{whose: [figures, ...]}, in turns."""
    found = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(path)
        for _ in range(given.rounds):
            if what == "broadcast":
                broadcast(given, folder, *about, found)
                continue
            for whose, words in folder.servers(given.build).items():
                server = turns.Server(*words)
                folder.prepare_nginx(server.port)
                with server:
                    found[whose].append(idle(server) if what == "idle connections" else load(given, server, what.split()[0]))
    return found


def broadcast(given, folder, receivers, senders, found):
    room = [given.build / "room_server", "{port}"]
    for scheme, words in {"ws": room, "wss": [*room, "--tls", folder.certificate, folder.key]}.items():
        with turns.Server(*words) as server:
            found[scheme].append(turns.bench(given.build / "kotori", server, "broadcast", "--insecure", "--connections", receivers,
                                             "--senders", senders, "--seconds", given.seconds, scheme=scheme))


def broadcast_row(receivers, senders, found):
    plain, secret = ([report["server_cpu_us"] for report in found[scheme]] for scheme in ["ws", "wss"])
    return f"| {receivers:,} | {senders} | {statistics.median(plain):.3g} | {statistics.median(secret):.3g} | {turns.median_ratio(secret, plain):.2f} |"


def row(work, found, others):
    def told(whose, figure, digits):
        return f"{statistics.median(each[figure] for each in found[whose]):,.{digits}f}" if figure in found[whose][0] else ""
    cells = [f"{work}, {WORKS[work]}", told("Kotori", "cost", 0)]
    for other in others:
        cells += [told(other, "cost", 0), f"{turns.median_ratio(*([each['cost'] for each in found[whose]] for whose in ['Kotori', other])):.2f}"]
    cells.append("; ".join(f"{whose} {told(whose, 'rate', 0)}" for whose in found if "rate" in found[whose][0]))
    return "| " + " | ".join(cells) + " |"


def main():
    given = turns.told(__doc__, receivers=([1000], "how many hear each message"), senders=([1, 16], "how many say something"))
    lines = ["A broadcast of 128 bytes. CPU is the server's for each delivery, in µs.", "",
             "| receivers | senders | plain | TLS | TLS to plain |", "| --: | --: | --: | --: | --: |"]
    lines += [broadcast_row(receivers, senders, measure(given, "broadcast", receivers, senders)) for receivers in given.receivers for senders in given.senders]
    found = {work: measure(given, work) for work in WORKS}
    others = [whose for whose in ["nginx", "Node"] if whose in found["bytes"]]
    absent = {"nginx", "Node"} - set(others)
    lines += ["", "Beside other servers. A handshake is a connection that comes, asks for a few bytes and goes; bytes are answers of 1 MiB; an idle connection",
              "has asked once. Ratios are Kotori's to the other's: below 1 Kotori needs less. How many a second (of bytes: MB) shows what eight threads on the",
              "load's core could ask for, more than what a server could bear: the CPU is what counts.", "",
              "| work | Kotori | " + " | ".join(f"{other} | ratio" for other in others) + " | a second |",
              "| --- | --: | " + " | ".join("--: | --:" for _ in others) + " | --- |"]
    lines += [row(work, found[work], others) for work in WORKS]
    lines += [f"\nAbsent, so not measured: {', '.join(sorted(absent))}."] if absent else []
    turns.publish("tls", given, lines)


if __name__ == "__main__":
    main()
