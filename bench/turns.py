"""Servers measured in turns: each on one core and its load on another, round after round. What the scripts beside this one share."""
import argparse, datetime, json, os, pathlib, platform, re, signal, socket, statistics, subprocess, time

SERVER_CORE, LOAD_CORE = 0, 1


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait_until_it_listens(port, process, patience=20):
    end = time.monotonic() + patience
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"{process.args[3]} does not listen")


class Server:
    """A server that runs for the length of a `with`. `{port}` in its words is where it is to listen."""

    def __init__(self, *words, cores=SERVER_CORE):
        self.port = free_port()
        self.words = ["taskset", "-c", str(cores), *(str(word).replace("{port}", str(self.port)) for word in words)]

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until_it_listens(self.port, self.process)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def pids(self):
        """Its process, and those that it has begun."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def cpu_seconds(self):
        threads = [thread for pid in self.pids() for thread in pathlib.Path(f"/proc/{pid}/task").iterdir()]
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9

    def bytes_of_its_own(self):
        """Resident and anonymous: neither files nor the kernel's buffers."""
        return sum(int(re.search(r"RssAnon:\s*(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) * 1024 for pid in self.pids())


def bench(kotori, server, work, *flags, scheme="ws", path="/room"):
    """The report of `kotori bench` against that server."""
    command = ["taskset", "-c", str(LOAD_CORE), kotori, "bench", work, "--url", f"{scheme}://127.0.0.1:{server.port}{path}", "--json", "-", *map(str, flags)]
    for pid in server.pids():
        command += ["--pid", str(pid)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if not ran.stdout:
        raise SystemExit(f"{' '.join(map(str, command))}\n{ran.stderr}")
    report = json.loads(ran.stdout)
    if report["heard"] != report["expected"] or report["trouble"]:
        raise SystemExit(f"{' '.join(map(str, command))}\nheard {report['heard']} of {report['expected']}; {report['trouble']}")
    return report


def median_ratio(ours, theirs):
    """The median over the rounds: each round's two figures were measured one after the other."""
    return statistics.median(our / their for our, their in zip(ours, theirs))


def machine():
    """In general terms: no names of hosts, no paths."""
    cpu = re.search(r"model name\s*:\s*(.+)", pathlib.Path("/proc/cpuinfo").read_text())
    return f"{cpu[1] if cpu else platform.machine()}, {os.cpu_count()} cores, Linux {platform.release().split('-')[0]}, loopback; release preset"


def told(about, **numbers):
    """The command line that all have: where the programs are, how many rounds, and these numbers with what they are."""
    arguments = argparse.ArgumentParser(description=about.partition("\n")[0])
    arguments.add_argument("build", type=pathlib.Path, help="where the programs were built")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=float, default=3, help="of each measurement")
    arguments.add_argument("--write", type=pathlib.Path, help="a folder; the table is also written to NAME-YYYY-MM-DD.md there")
    for name, (value, what) in numbers.items():
        arguments.add_argument(f"--{name}", type=int, nargs="*" if isinstance(value, list) else None, default=value, help=what)
    return arguments.parse_args()


def publish(name, given, lines):
    text = "\n".join([f"# {name}, {datetime.date.today()}", "", f"{machine()}. Medians of {given.rounds} rounds in turns.", "", *lines])
    print(text)
    if given.write:
        given.write.mkdir(exist_ok=True)
        (given.write / f"{name}-{datetime.date.today()}.md").write_text(text + "\n")
