"""What the nodes of a cluster need beside them, each this run's alone, in a directory of its own and gone at the end; and the CPU that groups of processes take."""
import contextlib, os, pathlib, shlex, shutil, signal, socket, subprocess, tempfile, time

import turns

CORE = turns.SERVER_CORE
STARTS_WITHIN = 30  # seconds


def program(name, *folders):
    """Where Debian has it, which is not on everybody's PATH."""
    return next((found for folder in [*folders, "/usr/sbin", "/usr/local/sbin"] if (found := shutil.which(name, path=str(folder)))), shutil.which(name))


def newest_postgres():
    versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return versions[-1] if versions else ""


class Processes:
    """Started with these words, on the servers' core if no other is said, for the length of a `with`, with all that they begin."""

    def __init__(self, words, port, environment=None, folder=None, cores=CORE):
        self.words, self.port, self.environment, self.folder = ["taskset", "-c", str(cores), *map(str, words)], port, environment or {}, folder

    def __enter__(self):
        self.process = subprocess.Popen(self.words, env={**os.environ, **self.environment}, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            turns.wait_until_it_listens(self.port, self.process, STARTS_WITHIN)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)  # PostgreSQL then waits for nobody
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def cpu_seconds(self):
        return sum(cpu_of(pid) for pid in with_children(self.process.pid))

    def bytes_of_its_own(self):
        return sum(int(line.split()[1]) * 1024 for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines() if line.startswith("RssAnon"))


def with_children(pid):
    with contextlib.suppress(OSError):
        return [pid, *map(int, pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    return [pid]


def cpu_of(pid):
    """To the nanosecond; 0 for one that has ended."""
    spent = 0
    with contextlib.suppress(OSError):
        for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
            spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e9


class Postgres(Processes):
    """An empty one, which keeps what it is told as it does by default, and believes who comes from this machine."""

    def __init__(self, folder, cores=CORE):
        bin = newest_postgres()
        # It will not run as root; its package has made a user for it.
        as_its_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        if as_its_user:
            shutil.chown(folder, "postgres", "postgres")
        data, port = folder / "data", turns.free_port()
        subprocess.run([*as_its_user, bin / "initdb", "-D", data, "-U", "kotori", "--auth", "trust", "-E", "UTF8", "--no-locale"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "max_connections": 100}
        super().__init__([*as_its_user, bin / "postgres", "-D", data, *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))], port, folder=folder, cores=cores)
        self.bin = bin

    def make_database(self):
        """A new one, and its address."""
        name = f"kotori{time.monotonic_ns()}"
        create = [self.bin / "createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "kotori", name]
        for _ in range(50):  # it listens a moment before it takes anybody
            if subprocess.run(create, stderr=subprocess.DEVNULL).returncode == 0:
                return f"postgres://kotori@127.0.0.1:{self.port}/{name}"
            time.sleep(0.1)
        raise SystemExit("PostgreSQL takes nobody")

    def serving(self):
        """Those of its processes that serve a connection of a node."""
        return [pid for pid in with_children(self.process.pid) if pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"postgres: kotori ")]


def nats():
    port = turns.free_port()
    return Processes([program("nats-server"), "-a", "127.0.0.1", "-p", port], port)


def redis(folder):
    """It keeps nothing."""
    port = turns.free_port()
    return Processes([program("redis-server"), "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], port, folder=folder)


def missing(redis_too=False):
    """What this machine does not have, by the names of Debian's packages."""
    there = {"postgresql": newest_postgres(), "nats-server": program("nats-server"), **({"redis-server": program("redis-server")} if redis_too else {})}
    return [name for name, where in there.items() if not where]


def of_peer(peer, redis_port):
    """A node of another server, as bench/compare has it."""
    port = turns.free_port()
    return Processes(shlex.split(peer.about["start"]), port, {**peer.about.get("environment", {}), "PORT": str(port), "REDIS": f"127.0.0.1:{redis_port}"}, peer.folder)


class Node(Processes):
    """`kotori serve` with one loop, and its metrics. `database` empty: alone, with its own files."""

    def __init__(self, kotori, name, folder, database="", bus="none"):
        self.metrics, port = turns.free_port(), turns.free_port()
        words = [kotori, "serve", "--listen", f"127.0.0.1:{port}", "--data", folder / name, "--loops", 1, "--metrics", f"127.0.0.1:{self.metrics}",
                 "--max-messages-per-second", 1_000_000, "--max-connections-per-address", 100_000]
        super().__init__([*words, *(["--database", database, "--bus", bus, "--node", name] if database else [])], port)

    def figure(self, name):
        """One of its metrics, summed over labels; 0 if it does not tell it."""
        with socket.create_connection(("127.0.0.1", self.metrics), timeout=30) as caller:  # http.client is hidden by the http.py beside this
            caller.sendall(f"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:{self.metrics}\r\nConnection: close\r\n\r\n".encode())
            page = b"".join(iter(lambda: caller.recv(65536), b"")).decode()
        return sum(float(line.rsplit(" ", 1)[1]) for line in page.splitlines() if line.startswith(name) and line[len(name)] in " {")


@contextlib.contextmanager
def folder():
    """One that PostgreSQL's user may pass through."""
    with tempfile.TemporaryDirectory(prefix="kotori-bench-") as made:
        os.chmod(made, 0o711)
        yield pathlib.Path(made)
