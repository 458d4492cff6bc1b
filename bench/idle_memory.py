#!/usr/bin/env python3
"""How much memory of its own a server needs for each idle WebSocket. Opens many, and prints the growth of the process.
Usage: idle_memory.py PORT PID [COUNT] [--tls]      with --tls over wss, whoever's certificate it is; the server listens on 127.0.0.1:PORT/chat; COUNT is 10000 unless given"""
import pathlib, socket, ssl, sys, time

REQUEST = (b"GET /chat HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")


def anonymous_bytes(pid):
    """What the process holds for itself: resident and anonymous, so neither files nor the kernel's socket buffers."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    raise SystemExit(f"no such process: {pid}")


def connect(port, tls):
    client = socket.create_connection(("127.0.0.1", port))
    if tls:
        client = tls.wrap_socket(client)
    client.sendall(REQUEST % port)
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = client.recv(4096)
        if not part:
            raise SystemExit("the server closed a connection")
        answer += part
    if not answer.startswith(b"HTTP/1.1 101"):
        raise SystemExit(f"the server answered {answer[:40]!r}")
    return client


def believing_anybody():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def main(port, pid, count=10_000, tls=None):
    warm = [connect(port, tls) for _ in range(100)]
    before = anonymous_bytes(pid)
    clients = [connect(port, tls) for _ in range(count)]
    time.sleep(0.5)
    after = anonymous_bytes(pid)
    print(f"{count} idle connections: {(after - before) / count:.0f} bytes each ({before} before, {after} after)")
    for client in warm + clients:
        client.close()


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:] if argument != "--tls"]
    main(*numbers, tls=believing_anybody() if "--tls" in sys.argv else None)
