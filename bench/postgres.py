"""A PostgreSQL that runs for the length of a `with`, with its data in a temporary directory, and with fsync: as its package sets it up, but for where it listens."""
import os, pathlib, shutil, subprocess, tempfile, time


def programs():
    """Where Debian has the newest PostgreSQL's programs; None when there is none."""
    versions = sorted((int(folder.name), folder) for folder in pathlib.Path("/usr/lib/postgresql").glob("*") if folder.name.isdigit())
    return versions[-1][1] / "bin" if versions and versions[-1][0] >= 15 else None


class Postgres:
    """Who may enter its directory, that is this user and root, may do everything. `settings` are those of postgresql.conf."""

    def __init__(self, **settings):
        self.settings = settings
        # It will not run as root; its package has made a user for it.
        self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []

    def __enter__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="kotori-bench-"))
        self.url = f"host={self.directory} user=kotori dbname=postgres"
        try:
            if self.user:
                shutil.chown(self.directory, "postgres")
            self.run("initdb", "-D", self.directory / "data", "-U", "kotori", "--auth=trust", "--encoding=UTF8", "--locale=C")
            given = {"listen_addresses": "", "unix_socket_directories": self.directory, **self.settings}
            words = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
            self.process = subprocess.Popen([*self.user, programs() / "postgres", "-D", self.directory / "data", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.directory)
            self.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if getattr(self, "process", None):
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.directory)

    def ask(self, sql):
        """What psql prints, unaligned."""
        return self.run("psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", self.url, "-c", sql)

    def pids(self):
        """The processes that serve kotori, one a connection."""
        return [int(pid) for pid in self.ask("SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'kotori%'").split()]

    def wait_until_ready(self, patience=20):
        end = time.monotonic() + patience
        while subprocess.run([programs() / "pg_isready", "-q", "-h", self.directory]).returncode != 0:
            if time.monotonic() > end or self.process.poll() is not None:
                raise SystemExit("postgres does not begin")
            time.sleep(0.05)

    def run(self, program, *words):
        return subprocess.run([*self.user, programs() / program, *words], check=True, stdout=subprocess.PIPE, text=True, cwd=self.directory).stdout.strip()
