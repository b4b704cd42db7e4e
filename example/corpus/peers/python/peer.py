"""A peer on the library "websockets": orders on standard input, one answer a line. Ends with its input."""
import asyncio
import json
import os
import ssl
import sys

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed, InvalidStatus

sys.stdout.reconfigure(line_buffering=True)
socket = None
arrived = asyncio.Event()
left = asyncio.Event()


async def do_open(rest):
    global socket
    url, _, how = rest.partition(" ")
    how = json.loads(how or "{}")
    options = {"proxy": None, "open_timeout": 20, "max_size": how.get("max", 100 << 20),
               "ping_interval": how.get("ping"), "ping_timeout": how.get("timeout", how.get("ping")),
               "close_timeout": how.get("close", 10)}
    if how.get("local"):
        options["local_addr"] = (how["local"], 0)
    if how.get("origin"):
        options["origin"] = how["origin"]
    if how.get("protocols"):
        options["subprotocols"] = how["protocols"]
    if how.get("deflate") is False:
        options["compression"] = None
    if url.startswith("wss:"):
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        options["ssl"] = trusting
    try:
        socket = await connect(url, **options)
        return "opened"
    except InvalidStatus as refused:
        return f"refused {refused.response.status_code}"


async def do_listen(rest):
    how = json.loads(rest or "{}")

    async def handle(connection):
        global socket
        socket = connection
        arrived.set()
        await left.wait()

    server = await serve(handle, how.get("host", "127.0.0.1"), 0, max_size=how.get("max", 100 << 20),
                         ping_interval=how.get("ping"), ping_timeout=how.get("timeout", how.get("ping")),
                         subprotocols=how.get("protocols"),
                         compression=None if how.get("deflate") is False else "deflate")
    return f"listening {server.sockets[0].getsockname()[1]}"


async def do_accept(rest):
    await arrived.wait()
    return "opened"


async def do_say(text):
    await socket.send(text)
    return "ok"


async def do_big(size):
    await socket.send("x" * int(size))
    return "ok"


async def do_noise(size):
    await socket.send(os.urandom(int(size)))
    return "ok"


async def do_ping(rest):
    await socket.ping()
    return "ok"


async def do_hear(rest):
    try:
        message = await socket.recv()
        if isinstance(message, bytes):
            return f"heard {len(message)} bytes"
        return "heard " + message[:80].replace("\n", " ")
    except ConnectionClosed:
        return f"closed {socket.close_code}"


async def do_close(rest):
    code, _, reason = rest.partition(" ")
    asyncio.ensure_future(socket.close(int(code), reason) if code else socket.close())
    await asyncio.sleep(0)
    return "ok"


async def do_gone(rest):
    # The library reads on only while somebody takes what it has read.
    try:
        while True:
            await socket.recv()
    except ConnectionClosed:
        pass
    await socket.wait_closed()
    return f"closed {socket.close_code}"


async def do_terminate(rest):
    socket.transport.abort()
    return "ok"


async def do_pause(rest):
    return "ok"


async def do_exit(rest):
    os._exit(0)


async def main():
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        order, _, rest = line.decode().rstrip("\n").partition(" ")
        try:
            print(await globals()["do_" + order](rest))
        except Exception as e:
            print("failed", repr(e).replace("\n", " "))
    os._exit(0)


asyncio.run(main())
