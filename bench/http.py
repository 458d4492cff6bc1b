#!/usr/bin/env python3
"""HTTP requests of Kotori beside nginx, Node and Boost.Beast: hello, JSON read and written, files.

The load is wrk (https://github.com/wg/wrk). Each server's answers are looked at before, and while it is under load all must be as long as they were.
"""
import collections, json, os, pathlib, shutil, socket, statistics, subprocess, tempfile

import turns

HERE = pathlib.Path(__file__).parent
CONNECTIONS = 64
BIRD = '{"id":7,"name":"kotori","tags":["small","bird"],"weight":12.5}'
DRIB = BIRD.replace("kotori", "irotok")
FILES = {"small": os.urandom(4096), "large": os.urandom(1024 * 1024)}
# What is asked for, what is answered, how many requests at once, and what is posted.
WORKS = {
    "hello": ("/hello", b"Hello, world!\n", 1, None),
    "hello, 16 at once": ("/hello", b"Hello, world!\n", 16, None),
    "JSON written": ("/json", BIRD.encode(), 1, None),
    "JSON read and written": ("/json", DRIB.encode(), 1, BIRD),
    "a file of 4 KiB": ("/small", FILES["small"], 1, None),
    "a file of 1 MiB": ("/large", FILES["large"], 1, None),
}
OTHERS = ["nginx", "Beast", "Node", "Kotori from disk"]


def does(whose, work):
    """nginx has no handlers, and only files can come from disk."""
    return not (whose == "nginx" and work == "JSON read and written" or whose == "Kotori from disk" and not work.startswith("a file"))


def servers(build, folder):
    """{whose: the words that start it}; of those that are not installed, none."""
    words = {"Kotori": [build / "http_server", "{port}", folder], "Beast": [build / "http_beast", "{port}", folder],
             "Kotori from disk": [build / "http_server", "{port}", folder, "--from-disk"]}
    if nginx := shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"):
        words["nginx"] = [nginx, "-p", folder, "-c", folder / "nginx.conf"]
    if node := shutil.which("node"):
        words["Node"] = [node, HERE / "http/server.mjs", "{port}", folder]
    return words


def prepare_nginx(folder, port):
    text = (HERE / "http/nginx.conf").read_text()
    (folder / "nginx.conf").write_text(text.replace("{folder}", str(folder)).replace("{port}", str(port)))


def answer(port, path, posted):
    """A whole answer to what wrk will send, head and content."""
    body = posted.encode() if posted else b""
    lines = f"Host: 127.0.0.1:{port}\r\n" + (f"Content-Length: {len(body)}\r\nContent-Type: application/json\r\n" if posted else "")
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(f"{'POST' if posted else 'GET'} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        text = b""
        while b"\r\n\r\n" not in text:
            text += client.recv(65536)
        head, _, content = text.partition(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        while len(content) < length:
            content += client.recv(65536)
    return head, content


def wrk(server, work, seconds):
    path, _, depth, posted = WORKS[work]
    environment = {**os.environ, "DEPTH": str(depth), **({"BODY": posted} if posted else {})}
    ran = subprocess.run(["taskset", "-c", str(turns.LOAD_CORE), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "-s", HERE / "http/load.lua",
                          f"http://127.0.0.1:{server.port}{path}"], env=environment, check=True, capture_output=True, text=True)
    return json.loads(ran.stdout.splitlines()[-1])


def load(given, whose, server, work):
    path, expected, depth, posted = WORKS[work]
    head, content = answer(server.port, path, posted)
    same = json.loads(content) == json.loads(expected) if path == "/json" else content == expected
    if not head.startswith(b"HTTP/1.1 200 ") or not same:
        raise SystemExit(f"{whose} answers {work} with {head} {content[:100]}")
    if whose == "Node":  # it compiles what it does often
        wrk(server, work, 2)
    before = server.cpu_seconds()
    told = wrk(server, work, given.seconds)
    cpu = server.cpu_seconds() - before
    size = len(head) + 4 + len(content)
    # What was under way at the end has come in part.
    if told["errors"] or abs(told["bytes"] - told["requests"] * size) > CONNECTIONS * depth * size:
        raise SystemExit(f"{whose} under {work}: {told}, where an answer has {size} bytes")
    return {"cpu": cpu * 1e6 / told["requests"], "rate": told["requests"] / told["seconds"], "busy": cpu / told["seconds"]}


def measure(given, works):
    """{work: {whose: [figures, ...]}}, in turns."""
    found = {work: collections.defaultdict(list) for work in works}
    with tempfile.TemporaryDirectory() as path:
        folder = pathlib.Path(path)
        folder.chmod(0o755)  # nginx's workers are nobody
        for name, data in FILES.items():
            (folder / name).write_bytes(data)
        for _ in range(given.rounds):
            for whose, words in servers(given.build, folder).items():
                server = turns.Server(*words)
                prepare_nginx(folder, server.port)
                with server:
                    for work in filter(lambda work: does(whose, work), works):
                        found[work][whose].append(load(given, whose, server, work))
    return found


def row(work, found):
    def middle(whose, figure):
        return statistics.median(each[figure] for each in found[whose])
    cells = [work, f"{middle('Kotori', 'cpu'):.2f}"]
    for other in OTHERS:
        if other in found:
            ratio = turns.median_ratio([each["cpu"] for each in found["Kotori"]], [each["cpu"] for each in found[other]])
            cells.append(f"{middle(other, 'cpu'):.2f} ({ratio:.2f})")
        else:
            cells.append("")
    cells.append("; ".join(f"{whose} {middle(whose, 'rate'):,.0f} ({100 * middle(whose, 'busy'):.0f} %)" for whose in ["Kotori", *OTHERS] if whose in found))
    return "| " + " | ".join(cells) + " |"


def main():
    given = turns.told(__doc__, works=([], "which of the works, by their numbers from 0; none: all"))
    works = [list(WORKS)[number] for number in given.works] or list(WORKS)
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed")
    found = measure(given, works)
    lines = [f"{CONNECTIONS} connections that stay; the server on one core, wrk on another. CPU is the server's for each request, in µs; in brackets Kotori's to it: below 1",
             "Kotori needs less. Requests a second are what came of it, with how much of its core the server was at work: where that is not all of it, wrk was the bottleneck.", "",
             "| work | Kotori | " + " | ".join(OTHERS) + " | requests a second |", "| --- | --: | " + " | ".join("--:" for _ in OTHERS) + " | --- |"]
    lines += [row(work, found[work]) for work in works]
    turns.publish("http", given, lines)


if __name__ == "__main__":
    main()
