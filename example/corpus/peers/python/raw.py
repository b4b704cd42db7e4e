"""Raw sockets, for what no library does: orders on standard input, one answer a line. Ends with its input.

Nothing is read, answered or closed unless an order says so.
"""
import base64
import hashlib
import json
import os
import socket
import ssl
import struct
import sys
import threading
import zlib

sys.stdout.reconfigure(line_buffering=True)
PATIENCE = 60
line = None
listener = None
buffer = b""
client = True
answering = True
how = {}
trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
trusting.check_hostname = False
trusting.verify_mode = ssl.CERT_NONE


accepted = ""


def take(count):
    global buffer
    while len(buffer) < count:
        more = line.recv(65536)
        if not more:
            raise EOFError
        buffer += more
    taken, buffer = buffer[:count], buffer[count:]
    return taken


def head():
    global buffer
    while b"\r\n\r\n" not in buffer:
        more = line.recv(65536)
        if not more:
            raise EOFError
        buffer += more
    text, _, buffer = buffer.partition(b"\r\n\r\n")
    return text.decode("latin-1").split("\r\n")


def frame(opcode, payload=b"", fin=True, rsv=0, masked=None, length=None):
    masked = client if masked is None else masked
    length = len(payload) if length is None else length
    out = bytes([(0x80 if fin else 0) | rsv | opcode])
    bit = 0x80 if masked else 0
    if length < 126:
        out += bytes([bit | length])
    elif length < 65536:
        out += bytes([bit | 126]) + struct.pack(">H", length)
    else:
        out += bytes([bit | 127]) + struct.pack(">Q", length)
    if masked:
        key = b"\x37\xfa\x21\x3d"
        out += key
        payload = bytes(b ^ key[i & 3] for i, b in enumerate(payload))
    return out + payload


def receive():
    """Opcode and payload of the next frame."""
    first, second = take(2)
    length = second & 0x7F
    if length == 126:
        length = struct.unpack(">H", take(2))[0]
    elif length == 127:
        length = struct.unpack(">Q", take(8))[0]
    key = take(4) if second & 0x80 else None
    payload = take(length)
    if key:
        payload = bytes(b ^ key[i & 3] for i, b in enumerate(payload))
    return first, payload


def hear():
    while True:
        first, payload = receive()
        opcode = first & 0x0F
        if opcode == 9:
            if answering:
                line.sendall(frame(10, payload))
        elif opcode == 8:
            code = struct.unpack(">H", payload[:2])[0] if len(payload) > 1 else 1005
            return f"close {code}"
        elif opcode != 10:
            return "heard " + payload[:80].decode("latin-1").replace("\n", " ")


def do_open(rest):
    global line, buffer, how
    url, _, options = rest.partition(" ")
    how = json.loads(options or "{}")
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    name, _, port = host.partition(":")
    local = (how["local"], 0) if how.get("local") else None
    line = socket.create_connection((name, int(port)), 20, local)
    line.settimeout(PATIENCE)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if how.get("window"):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, how["window"])
    if scheme == "wss":
        line = trusting.wrap_socket(line)
    fields = {"Host": host, "Upgrade": "websocket", "Connection": "Upgrade",
              "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode()}
    if how.get("deflate"):
        fields["Sec-WebSocket-Extensions"] = "permessage-deflate"
    fields.update(how.get("headers", {}))
    request = f"{how.get('method', 'GET')} /{path} HTTP/{how.get('http', '1.1')}\r\n"
    request += "".join(f"{k}: {v}\r\n" for k, v in fields.items() if v is not None)
    line.sendall(request.encode("latin-1") + b"\r\n")
    status = head()[0].split(" ")[1]
    return "opened" if status == "101" else f"refused {status}"


def do_connect(rest):
    """A connection and nothing on it."""
    global line
    host, _, options = rest.partition(" ")
    name, _, port = host.partition(":")
    local = json.loads(options or "{}").get("local")
    line = socket.create_connection((name, int(port)), 20, (local, 0) if local else None)
    line.settimeout(PATIENCE)
    return "ok"


def do_listen(rest):
    global listener, how, client
    how = json.loads(rest or "{}")
    client = False
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if how.get("window"):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, how["window"])
    listener.bind((how.get("host", "127.0.0.1"), 0))
    listener.listen(16)
    listener.settimeout(PATIENCE)
    accepting.start()
    return f"listening {listener.getsockname()[1]}"


def do_accept(rest):
    """Waits until the first connection was answered as the options of listen say."""
    accepting.join()
    return accepted


def accept():
    global accepted
    try:
        accepted = answer()
    except Exception as e:
        accepted = "failed " + repr(e)


def answer():
    """A status, a protocol, another accept key, nothing."""
    global line
    line, _ = listener.accept()
    line.settimeout(PATIENCE)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if how.get("tls"):
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(how["tls"] + ".crt", how["tls"] + ".key")
        line = serving.wrap_socket(line, server_side=True)
    fields = dict(f.split(": ", 1) for f in head()[1:])
    fields = {k.lower(): v for k, v in fields.items()}
    if how.get("answer") == "nothing":
        return "ok"
    if how.get("status"):
        extra = how.get("headers", {})
        line.sendall((f"HTTP/1.1 {how['status']} X\r\nContent-Length: 0\r\n"
                      + "".join(f"{k}: {v}\r\n" for k, v in extra.items()) + "\r\n").encode())
        return "refused"
    key = fields["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    accept = how.get("accept") or base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
    answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    answer += f"Sec-WebSocket-Accept: {accept}\r\n"
    if how.get("protocol"):
        answer += f"Sec-WebSocket-Protocol: {how['protocol']}\r\n"
    if how.get("deflate") and "permessage-deflate" in fields.get("sec-websocket-extensions", ""):
        answer += "Sec-WebSocket-Extensions: permessage-deflate\r\n"
    line.sendall(answer.encode() + b"\r\n")
    return "opened"


def do_say(text):
    line.sendall(frame(1, text.encode()))
    return "ok"


def do_big(size):
    return pour(frame(1, b"x" * int(size)))


def do_noise(size):
    return pour(frame(2, os.urandom(int(size))))


def pour(data):
    """What need not arrive: the other end may hang up at the header."""
    try:
        line.sendall(data)
        return "ok"
    except OSError as e:
        return f"cut {e}"


def do_pieces(rest):
    """A message in many frames: SIZE COUNT."""
    size, count = map(int, rest.split())
    for i in range(count):
        try:
            line.sendall(frame(1 if i == 0 else 0, b"x" * size, fin=i == count - 1))
        except OSError as e:
            return f"cut {e}"
    return "ok"


def do_ping(rest):
    line.sendall(frame(9, b"x"))
    return "ok"


def do_mute(rest):
    """From now on pings are not answered."""
    global answering
    answering = False
    return "ok"


def do_hear(rest):
    try:
        return hear()
    except (EOFError, ssl.SSLEOFError):
        return "closed fin"
    except ConnectionError:
        return "closed rst"


def do_close(rest):
    code, _, reason = rest.partition(" ")
    line.sendall(frame(8, struct.pack(">H", int(code)) + reason.encode() if code else b""))
    return "ok"


def do_gone(rest):
    """Reads until the end, answering Close frames as a peer should, then leaves too."""
    said = None
    try:
        while True:
            heard = hear()
            if heard.startswith("close"):
                if said is None and rest != "rudely":
                    code = int(heard.split()[1])
                    try:
                        line.sendall(frame(8, b"" if code == 1005 else struct.pack(">H", code)))
                    except OSError:
                        pass
                said = heard
    except (EOFError, ssl.SSLError):
        end = "fin"
    except (ConnectionError, OSError) as e:
        end = "rst" if isinstance(e, ConnectionError) else repr(e)
    line.close()
    return f"gone {said or 'silently'} {end}"


def do_finish(rest):
    """After our own Close: the answer is awaited, then the socket closed, as a client does."""
    try:
        while not hear().startswith("close"):
            pass
    except (EOFError, ConnectionError):
        pass
    line.close()
    return "ok"


def do_frame(rest):
    """OPCODE HEX [nofin] [unmasked] [rsv1|rsv2|rsv3] [length=N]"""
    words = rest.split()
    payload = bytes.fromhex(words[1]) if len(words) > 1 and words[1] != "-" else b""
    flags = words[2:]
    rsv = (0x40 if "rsv1" in flags else 0) | (0x20 if "rsv2" in flags else 0) | (0x10 if "rsv3" in flags else 0)
    length = next((int(f[7:]) for f in flags if f.startswith("length=")), None)
    masked = not client if ("unmasked" in flags or "masked" in flags) else None
    return pour(frame(int(words[0], 0), payload, "nofin" not in flags, rsv, masked, length))


def do_deflated(rest):
    """The bytes, compressed, as one text message."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(bytes.fromhex(rest)) + packer.flush(zlib.Z_SYNC_FLUSH)
    return pour(frame(1, packed[:-4], rsv=0x40))


def do_bomb(size):
    """Zeros, compressed: SIZE bytes of them in one message."""
    packer = zlib.compressobj(9, wbits=-15)
    packed = packer.compress(bytes(int(size))) + packer.flush(zlib.Z_SYNC_FLUSH)
    return pour(frame(1, packed[:-4], rsv=0x40))


def do_text(text):
    return pour(text.encode().decode("unicode_escape").encode("latin-1"))


def do_bytes(rest):
    return pour(bytes.fromhex(rest))


def do_plain(rest):
    """Bytes below TLS, where there is TLS."""
    under = socket.socket(fileno=os.dup(line.fileno()))
    under.sendall(bytes.fromhex(rest))
    return "ok"


def do_fin(rest):
    line.shutdown(socket.SHUT_WR)
    return "ok"


def do_terminate(rest):
    """close() of the socket: a FIN, or a RST if something was not read."""
    line.close()
    return "ok"


def do_reset(rest):
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if isinstance(line, ssl.SSLSocket):
        os.close(line.detach())
    else:
        line.close()
    return "ok"


def do_pause(rest):
    return "ok"


def do_exit(rest):
    os._exit(0)


accepting = threading.Thread(target=accept, daemon=True)
while True:
    # Unbuffered: whoever waits for orders reads nothing ahead.
    order = sys.stdin.readline()
    if not order:
        os._exit(0)
    order, _, rest = order.rstrip("\n").partition(" ")
    try:
        print(globals()["do_" + order](rest))
    except Exception as e:
        print("failed", repr(e).replace("\n", " "))
