"""What is done with each server."""
import dataclasses, fnmatch

@dataclasses.dataclass(frozen=True)
class Work:
    name: str            # for the command line
    title: str
    place: str           # where on the server: "echo" or "room"
    flags: str           # of `kotori bench`, after the work and the address
    is_quick: bool = False

    @property
    def kind(self):
        return self.name.partition("-")[0]

def broadcast(senders, receivers, window=1, is_quick=False):
    name = f"broadcast-{senders}{f'x{window}' if window > 1 else ''}-{receivers}"
    who = f"{senders} sender{'s' if senders > 1 else ''}{f' with {window} under way each' if window > 1 else ''}"
    return Work(name, f"Broadcast: {who}, {receivers:,} receivers", "room",
                f"--connections {receivers} --senders {senders} --window {window}", is_quick)

def echo(connections, window=1, is_quick=False):
    name = f"echo-{connections}{f'x{window}' if window > 1 else ''}"
    who = f"{connections:,} connection{'s' if connections > 1 else ''}{f' with {window} under way each' if window > 1 else ''}"
    return Work(name, f"Echo: {who}", "echo", f"--connections {connections} --window {window}", is_quick)

everything = [
    *(broadcast(senders, receivers, is_quick=receivers == 1000 and senders < 64) for senders in (1, 16, 64) for receivers in (100, 1000, 10_000)),
    broadcast(16, 1000, window=8),
    Work("broadcast-fixed", "Broadcast: 50 messages/s by the clock, 1,000 receivers", "room", "--connections 1000 --senders 16 --rate 50"),
    echo(1), echo(64, is_quick=True), echo(1000), echo(64, window=16),
    Work("idle-echo", "Idle: 10,000 connections that could echo", "echo", "--connections 10000", is_quick=True),
    Work("idle-room", "Idle: 10,000 connections in one room", "room", "--connections 10000"),
]

def matches(name, patterns):
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)

def chosen(patterns=(), quick=False):
    """Those whose names match one of the patterns, all without any; with `quick` the short choice of them."""
    return [work for work in everything if (work.is_quick or not quick) and (not patterns or matches(work.name, patterns))]
