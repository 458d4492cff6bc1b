"""The servers that are compared: what each needs, how it is installed, started and stopped.

Each has a folder in peers/ with its sources and a peer.json:
  name          what it is called in tables
  needs         programs, and `packages` of Debian, without which it is absent
  absent        why nobody can have it here: then nothing else is looked at
  install       commands of its own ecosystem's tool
  start         a command; the environment says PORT, and what `environment` adds
  version       a command that prints it
  works         the works it can do, as patterns of their names
  note          what a reader must know of it
  path          where its WebSockets are, by place: /echo and /room if not told
  greeting, template   as `kotori bench` takes them, by place, for those with a protocol of their own
  warm_up       seconds that it needs to become as fast as it can: one that compiles while it runs
  variants      further names in the table, each with what differs from the above
"""
import contextlib, dataclasses, hashlib, json, os, pathlib, shlex, shutil, signal, socket, subprocess, time

from works import matches

here = pathlib.Path(__file__).resolve().parent
server_core, client_core = 0, 1
installs_within, starts_within = 1200, 30  # seconds

class Absent(Exception):
    """A peer that cannot be had here, and why."""

@dataclasses.dataclass
class Peer:
    name: str
    folder: pathlib.Path  # where it is built and runs
    about: dict           # its peer.json, with what differs in this variant

    def does(self, work):
        return matches(work.name, self.about["works"])

    def path(self, place):
        return self.about.get("path", {}).get(place, f"/{place}")

    def bench_flags(self, work):
        """What `kotori bench` must know to speak with it."""
        told = [("--greeting", self.about.get("greeting", {}).get(work.place)),
                ("--template", self.about.get("template", {}).get(work.place) if work.kind != "idle" else None),
                ("--warm-up", self.about.get("warm_up") if work.kind != "idle" else None)]
        return [word for flag, value in told if value for word in (flag, str(value))]

    def version(self):
        return says(self.about["version"], self.folder)

    def install(self, log):
        """Once: what is installed of the same sources is not looked at again."""
        if why := self.about.get("absent"):
            raise Absent(why)
        for program in self.about["needs"]:
            if not shutil.which(program):
                raise Absent(f"{program} is not installed")
        for package in self.about.get("packages", []):
            if says(f"dpkg-query --show --showformat '${{db:Status-Status}}' {package}", here) != "installed":
                raise Absent(f"the Debian package {package} is not installed")
        source = here / "peers" / self.folder.name
        state, done = self.state(source), self.folder / ".installed"
        if done.exists() and done.read_text() == state:
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(source, self.folder)
        for command in self.about["install"]:
            with log.open("a") as out:
                print(f"$ {command}", file=out, flush=True)
                if run(command, installs_within, shell=True, cwd=self.folder, stdout=out, stderr=out).returncode != 0:
                    raise Absent(f"`{command}` failed")
        with Running(self):
            done.write_text(state)

    def state(self, source):
        """What it is installed of: all but what only says how it is asked."""
        state = hashlib.sha256(json.dumps(self.about["install"]).encode())
        for file in sorted(source.rglob("*")):
            if file.is_file() and file.name != "peer.json":
                state.update(str(file.relative_to(source)).encode() + file.read_bytes())
        return state.hexdigest()

def all_peers(build, programs):
    """Kotori first. `programs` is the folder of our own programs, {programs} in a peer.json."""
    for file in sorted(here.glob("peers/*/peer.json"), key=lambda file: (file.parent.name != "kotori", file)):
        about = json.loads(file.read_text().replace("{programs}", str(programs)).replace("{source}", str(here)))
        for name, differs in {about["name"]: {}, **about.get("variants", {})}.items():
            yield Peer(name, build / file.parent.name, {**about, **differs})

def end(process):
    """The process and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

def run(command, within, **how):
    """As subprocess.run, but nothing that it started is left after `within` seconds, or when we are interrupted."""
    with subprocess.Popen(command, start_new_session=True, text=True, **how) as process:
        try:
            out, err = process.communicate(timeout=within)
            return subprocess.CompletedProcess(command, process.returncode, out, err)
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, -signal.SIGKILL, "", f"not done within {within:g} s")
        finally:
            end(process)

def says(command, folder):
    return run(command, 60, shell=True, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.strip()

class Running:
    """The peer listens on `port`, on a core of its own: `with Running(peer) as server`."""

    def __init__(self, peer):
        self.peer = peer

    def __enter__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(f"exec taskset --cpu-list {server_core} {self.peer.about['start']}", shell=True, cwd=self.peer.folder,
                                        env={**os.environ, **self.peer.about.get("environment", {}), "PORT": str(self.port)},
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            self.wait_until_it_listens()
        except BaseException:
            self.__exit__()
            raise
        return self

    def wait_until_it_listens(self):
        deadline = time.monotonic() + starts_within
        while self.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                return socket.create_connection(("127.0.0.1", self.port)).close()
            time.sleep(0.05)
        raise Absent(f"`{self.peer.about['start']}` does not listen")

    def __exit__(self, *_):
        end(self.process)
