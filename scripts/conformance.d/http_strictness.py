#!/usr/bin/env python3
"""How strictly a server reads HTTP/1.1, case by case beside h11, httptools (llhttp) and nginx.

    http_strictness.py HOST:PORT          a server that runs
    http_strictness.py --start PROGRAM    a program that prints its http:// address first, such as bench-http

Fails where the server takes a request that any of the others refuses, among the cases that matter for security (two
programs in a row that disagree about where a request ends let one client write another's request), and where it
refuses a request that is proper. Peers that are not installed are left out, and said to be.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

# Answers by which a server says that it could not read the request, whatever it asks for.
REFUSALS = {400, 408, 411, 413, 414, 417, 431, 501, 505}
HOST = b"Host: 127.0.0.1\r\n"


def post(*lines, body=b"abc"):
    return b"POST /echo HTTP/1.1\r\n" + HOST + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


def get(*lines):
    return b"GET / HTTP/1.1\r\n" + HOST + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def chunked(body, *lines):
    return post(b"Transfer-Encoding: chunked", *lines, body=body)


def security_cases():
    yield "two lengths that differ", post(b"Content-Length: 3", b"Content-Length: 4", body=b"abcd")
    yield "two lengths that agree", post(b"Content-Length: 3", b"Content-Length: 3")
    yield "a list of lengths", post(b"Content-Length: 3, 3")
    yield "a list of lengths that differ", post(b"Content-Length: 3, 4", body=b"abcd")
    for value in (b"+3", b"-3", b"0x3", b"3 3", b"3_0", b"3.0", b"", b"3;", b'"3"', b"\xd9\xa3", b"3\x00", b"\x0b3"):
        yield f"length {value!r}", post(b"Content-Length: " + value)
    yield "a length over 64 bits", post(b"Content-Length: 99999999999999999999999999999")
    yield "a length and chunked", chunked(b"3\r\nabc\r\n0\r\n\r\n", b"Content-Length: 3")
    yield "chunked and a length", post(b"Content-Length: 3", b"Transfer-Encoding: chunked", body=b"3\r\nabc\r\n0\r\n\r\n")
    for value in (b"gzip", b"identity", b"chunked, gzip", b"gzip, chunked", b"chunked, chunked", b"xchunked", b"chunkedx",
                  b"chunked;q=1", b"\x0bchunked", b"chunked\x00", b'"chunked"', b"", b"chunked,", b",chunked"):
        yield f"coding {value!r}", post(b"Transfer-Encoding: " + value, body=b"3\r\nabc\r\n0\r\n\r\n")
    yield "chunked in two fields", post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked",
                                        body=b"3\r\nabc\r\n0\r\n\r\n")
    yield "chunked in HTTP/1.0", b"POST /echo HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    yield "a blank before the colon", get(b"X-A : b")
    yield "a tab before the colon", get(b"X-A\t: b")
    yield "a blank before the length's colon", post(b"Content-Length : 3")
    yield "no colon", get(b"X-A b")
    yield "no name", get(b": b")
    yield "a folded line", get(b"X-A: b\r\n c")
    yield "a blank before the first field", b"GET / HTTP/1.1\r\n " + HOST + b"\r\n"
    yield "bare LF everywhere", b"GET / HTTP/1.1\nHost: 127.0.0.1\n\n"
    yield "bare LF after the request line", b"GET / HTTP/1.1\n" + HOST + b"\r\n"
    yield "bare LF after a field", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\n\r\n"
    yield "bare LF at the head's end", b"GET / HTTP/1.1\r\n" + HOST + b"\n"
    yield "bare CR at a line's end", b"GET / HTTP/1.1\r" + HOST + b"\r\n"
    yield "CR CR LF", b"GET / HTTP/1.1\r\r\n" + HOST + b"\r\n"
    for code in [*range(0x20), 0x7F]:
        byte = bytes([code])
        if code != 0x09:
            yield f"byte {code:#04x} in a value", get(b"X-A: b" + byte + b"c")
        yield f"byte {code:#04x} in a name", get(b"X" + byte + b"A: b")
        yield f"byte {code:#04x} in the target", b"GET /a" + byte + b"b HTTP/1.1\r\n" + HOST + b"\r\n"
        yield f"byte {code:#04x} in the method", b"GE" + byte + b"T / HTTP/1.1\r\n" + HOST + b"\r\n"
        yield f"byte {code:#04x} in a chunk's size", chunked(b"3" + byte + b"\r\nabc\r\n0\r\n\r\n")
    for char in b'"(),/:;<=>?@[\\]{}':
        if char != ord(":"):
            yield f"{chr(char)} in a name", get(b"X" + bytes([char]) + b"A: b")
        yield f"{chr(char)} in the method", b"GE" + bytes([char]) + b"T / HTTP/1.1\r\n" + HOST + b"\r\n"
    yield "no Host", b"GET / HTTP/1.1\r\n\r\n"
    yield "two Hosts", get(b"Host: 127.0.0.1")
    for value in (b"", b"a/b", b"u@a", b"a b", b"a, b", b"a:b", b"a:99999", b"[::1", b"a\\b", b"a?b", b"a#b"):
        yield f"Host {value!r}", b"GET / HTTP/1.1\r\nHost: " + value + b"\r\n\r\n"
    for line in (b" / HTTP/1.1", b"GET  / HTTP/1.1", b"GET\t/ HTTP/1.1", b"GET /  HTTP/1.1", b"GET / HTTP/1.1 ",
                 b"GET /a b HTTP/1.1", b"GET a HTTP/1.1", b"GET * HTTP/1.1", b"GET / http/1.1", b"GET / HTTP/1.10",
                 b"GET / HTTP/1.", b"GET / HTTP/11", b"GET / HTTP/+1.1", b"GET / HTTP/2.0", b"GET / HTTP/9.9",
                 b"GET / HTTPS/1.1", b"GET /", b"GET", b"PRI * HTTP/2.0"):
        yield f"{line!r}", line + b"\r\n" + HOST + b"\r\n"
    yield "an address of another host", b"GET http://other/ HTTP/1.1\r\n" + HOST + b"\r\n"
    for size in (b"", b"x", b"+3", b"-3", b"0x3", b" 3", b"3 ", b"3_", b"3.", b"fffffffffffffffff", b"8000000000000000",
                 b"10000000000000003", b"3;", b"3;\x00", b"3 ;a", b"3;a\rb", b"3;a\nb"):
        yield f"chunk size {size!r}", chunked(size + b"\r\nabc\r\n0\r\n\r\n")
    yield "a chunk size that ends with LF", chunked(b"3\nabc\r\n0\r\n\r\n")
    yield "a chunk that ends with LF", chunked(b"3\r\nabc\n0\r\n\r\n")
    yield "a chunk longer than its size", chunked(b"3\r\nabcd\r\n0\r\n\r\n")
    yield "a chunk shorter than its size", chunked(b"4\r\nabc\r\n0\r\n\r\n")
    yield "a last chunk that ends with LF", chunked(b"3\r\nabc\r\n0\n\n")
    for trailer in (b"a", b"a : b", b": b", b"a: \x00", b"a: b\r\n c", b"a: b\nc: d"):
        yield f"trailer {trailer!r}", chunked(b"3\r\nabc\r\n0\r\n" + trailer + b"\r\n\r\n")


def proper_cases():
    yield "GET", get()
    yield "GET, HTTP/1.0", b"GET / HTTP/1.0\r\n\r\n"
    yield "HEAD", b"HEAD / HTTP/1.1\r\n" + HOST + b"\r\n"
    yield "OPTIONS *", b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n"
    yield "DELETE with a body", b"DELETE / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\nabc"
    yield "a blank line first", b"\r\n" + get()
    yield "an absolute target", b"GET http://127.0.0.1/ HTTP/1.1\r\n" + HOST + b"\r\n"
    yield "a query of every kind", b"GET /?a=b&c=%20;d=e?f/g:h@i HTTP/1.1\r\n" + HOST + b"\r\n"
    yield "no blank after the colon", get(b"X-A:b")
    yield "blanks and tabs around a value", get(b"X-A: \t b \t")
    yield "an empty value", get(b"X-A:")
    yield "bytes above ASCII in a value", get(b"X-A: gr\xc3\xbc\xc3\x9f")
    yield "every character of a name", get(b"!#$%&'*+-.^_`|~09AZaz: b")
    yield "a length", post(b"Content-Length: 3")
    yield "a length of nothing", post(b"Content-Length: 0", body=b"")
    yield "a length with noughts", post(b"Content-Length: 0003")
    yield "chunked", chunked(b"3\r\nabc\r\n0\r\n\r\n")
    yield "Chunked", post(b"Transfer-Encoding: ChUnKeD", body=b"3\r\nabc\r\n0\r\n\r\n")
    yield "chunks with extensions", chunked(b'3;a;b=c;d="e f"\r\nabc\r\n00;x\r\n\r\n')
    yield "a trailer", chunked(b"3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n")
    yield "close", get(b"Connection: close")


def ask(address, request, wait=1.0):
    """What a server answers to a request on a connection of its own: a status, `closes`, or `waits`."""
    with socket.create_connection(address, timeout=5) as peer:
        peer.settimeout(wait)
        received = b""
        try:
            peer.sendall(request)
            while b"\r\n" not in received:
                piece = peer.recv(65536)
                if not piece:
                    return "closes"
                received += piece
                if received.startswith(b"HTTP/1.1 100"):
                    received = received.partition(b"\r\n\r\n")[2]
        except socket.timeout:
            return "waits"
        except OSError:
            return "closes"
    return int(received.split(b" ")[1])


def by_server(address):
    def judge(request):
        answer = ask(address, request)
        takes = isinstance(answer, int) and answer not in REFUSALS
        return takes, str(answer)

    return judge


def by_h11():
    import h11

    def judge(request):
        connection = h11.Connection(h11.SERVER)
        try:
            connection.receive_data(request)
            while True:
                event = connection.next_event()
                if isinstance(event, h11.EndOfMessage):
                    return True, "takes"
                if event in (h11.NEED_DATA, h11.PAUSED):
                    return False, "waits"
        except h11.RemoteProtocolError:
            return False, "refuses"

    return judge


def by_httptools():
    import httptools

    class Seen:
        complete = False

        def on_message_complete(self):
            self.complete = True

    def judge(request):
        seen = Seen()
        try:
            httptools.HttpRequestParser(seen).feed_data(request)
        except httptools.HttpParserUpgrade:
            return True, "takes"
        except httptools.HttpParserError:
            return False, "refuses"
        return (True, "takes") if seen.complete else (False, "waits")

    return judge


class Nginx:
    """A real nginx that passes requests on, so that it must read their bodies."""

    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix="strictness-")
        self.port, inner = free_port(), free_port()
        temporary = "".join(
            f"{kind}_temp_path {self.folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        with open(f"{self.folder}/nginx.conf", "w") as file:
            file.write(
                f"daemon off; worker_processes 1; pid {self.folder}/pid; error_log {self.folder}/error.log crit;\n"
                f"events {{ worker_connections 256; }}\n"
                f"http {{ access_log off; {temporary}\n"
                f"  server {{ listen 127.0.0.1:{self.port}; location / {{ proxy_pass http://127.0.0.1:{inner}; }} }}\n"
                f"  server {{ listen 127.0.0.1:{inner}; location / {{ return 200 fine; }} }}\n}}\n"
            )
        self.process = subprocess.Popen(
            [program, "-p", self.folder, "-c", f"{self.folder}/nginx.conf"], stderr=subprocess.DEVNULL
        )
        wait_for(("127.0.0.1", self.port))

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address):
    for _ in range(100):
        try:
            socket.create_connection(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing listens at {address}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("address", nargs="?", help="HOST:PORT of a server that runs")
    arguments.add_argument("--start", metavar="PROGRAM", help="start this program and ask it")
    arguments.add_argument("--all", action="store_true", help="print every case, not only those that differ")
    options = arguments.parse_args()
    if not options.address and not options.start:
        arguments.error("say which server to ask")

    started = None
    nginx = None
    try:
        if options.start:
            started = subprocess.Popen([options.start], stdout=subprocess.PIPE, text=True)
            options.address = started.stdout.readline().strip().removeprefix("http://")
        host, _, port = options.address.rpartition(":")
        judges = {"ours": by_server((host.strip("[]"), int(port)))}
        missing = []
        for name, make in (("h11", by_h11), ("httptools", by_httptools)):
            try:
                judges[name] = make()
            except ImportError:
                missing.append(name)
        program = shutil.which("nginx") or (os.path.exists("/usr/sbin/nginx") and "/usr/sbin/nginx")
        if program:
            nginx = Nginx(program)
            judges["nginx"] = by_server(("127.0.0.1", nginx.port))
        else:
            missing.append("nginx")
        return report(judges, missing, options.all)
    finally:
        if nginx:
            nginx.stop()
        if started:
            started.terminate()
            started.wait()


def report(judges, missing, prints_all):
    faults = []
    count = 0
    print(f"{'case':<44}" + "".join(f"{name:<11}" for name in judges))
    for kind, cases in (("security", security_cases()), ("proper", proper_cases())):
        for name, request in cases:
            count += 1
            verdicts = {judge: look(request) for judge, look in judges.items()}
            takes = verdicts["ours"][0]
            refusing = [judge for judge, verdict in verdicts.items() if judge != "ours" and not verdict[0]]
            fault = (takes and refusing) if kind == "security" else not takes
            differs = any(verdict[0] != takes for verdict in verdicts.values())
            if fault:
                faults.append(name)
            if fault or prints_all or differs:
                mark = "  <-- FAULT" if fault else ""
                print(f"{name:<44}" + "".join(f"{verdict[1]:<11}" for verdict in verdicts.values()) + mark)
    if missing:
        print(f"not installed, and so not asked: {', '.join(missing)}")
    print(f"{count} cases, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
