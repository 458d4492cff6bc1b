"""The websockets package on uvloop, with its own broadcast(), which never waits for a slow member."""
import asyncio, os

import uvloop
from websockets.asyncio.server import broadcast, serve

members = set()

async def handle(socket):
    if socket.request.path == "/echo":
        async for message in socket:
            await socket.send(message)
        return
    members.add(socket)
    try:
        async for message in socket:
            broadcast(members, message)
    finally:
        members.discard(socket)

async def main():
    async with serve(handle, "127.0.0.1", int(os.environ["PORT"]), compression=None):
        await asyncio.get_running_loop().create_future()

uvloop.run(main())
