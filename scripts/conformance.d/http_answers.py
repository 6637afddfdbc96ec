#!/usr/bin/env python3
"""How strictly a client reads HTTP/1.1 answers, case by case beside h11.

    http_answers.py PROGRAM     a client such as `.build/release/bench-http`, called as `PROGRAM get URL...`

Fails where the client takes an answer that h11 refuses or reads otherwise, and where it refuses a proper one. Stricter
than h11 it may be: the cases where it is are printed.
"""

import socket
import subprocess
import sys
import threading

import h11

OK = b"HTTP/1.1 200 OK\r\n"


def whole(*lines, body=b"abc"):
    return OK + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


def chunked(body, *lines):
    return whole(b"Transfer-Encoding: chunked", *lines, body=body)


def hostile():
    for value in (b"+3", b"-3", b"0x3", b"3 3", b"3_0", b"", b"3;", b"3.0", b"99999999999999999999999", b"\xd9\xa3", b"3, 4"):
        yield whole(b"Content-Length: " + value)
    yield whole(b"Content-Length: 3", b"Content-Length: 4")
    for value in (b"gzip", b"identity", b"chunked, chunked", b"gzip, chunked", b"xchunked", b"", b"chunked;q=1"):
        yield whole(b"Transfer-Encoding: " + value, body=b"3\r\nabc\r\n0\r\n\r\n")
    yield chunked(b"3\r\nabc\r\n0\r\n\r\n", b"Transfer-Encoding: chunked")
    yield chunked(b"3\r\nabc\r\n0\r\n\r\n", b"Content-Length: 3")
    for line in (b"A : b", b"A b", b": b", b" A: b", b"A: b\r\n c", b"A: b\rc", b"A: b\x00c", b"A\x00: b", b"A: \x0b", b"A(: b"):
        yield whole(line, b"Content-Length: 3")
    for size in (b"", b"x", b"+3", b"-3", b"0x3", b" 3", b"3_", b"3.", b"ffffffffffffffffffffff", b"3;a\x00", b"3\x00"):
        yield chunked(size + b"\r\nabc\r\n0\r\n\r\n")
    for body in (b"3\r\nabcd\r\n0\r\n\r\n", b"4\r\nabc\r\n0\r\n\r\n", b"3\r\nabc\n0\r\n\r\n", b"3\r\nabc\r\n0\r\nA : b\r\n\r\n",
                 b"3\r\nabc\r\n0\r\n", b"3\r\nabc\r\n", b"3\r\nab"):
        yield chunked(body)
    for first in (b"HTTP/1.1 20 OK", b"HTTP/1.1 2000 OK", b"HTTP/1.1  200 OK", b"HTTP/1.1\t200 OK", b"http/1.1 200 OK",
                  b"HTTP/1.1 +20 OK", b"HTTP/3.0 200 OK", b"HTTP/11 200 OK", b"HTTP/1.1 200 O\x00K", b"HTTP/1.1 OK", b"ICY 200 OK",
                  b"HTTP/1.1 101 Switching", b" HTTP/1.1 200 OK", b"\r\nHTTP/1.1 200 OK"):
        yield first + b"\r\nContent-Length: 3\r\n\r\nabc"
    yield whole(b"Content-Length: 4")
    yield OK[:10]
    yield b""


def proper():
    yield whole(b"Content-Length: 3")
    yield whole(b"Content-Length:3", b"A:", b"B: \xc3\xbc")
    yield whole(b"Content-Length: 0003")
    yield whole()
    yield chunked(b"3\r\nabc\r\n0\r\n\r\n")
    yield chunked(b'3;a;b=c;d="e"\r\nabc\r\n00\r\nSum: 1\r\n\r\n')
    yield chunked(b"3  \r\nabc\r\n0\r\n\r\n")
    yield b"HTTP/1.1 200 \r\nContent-Length: 3\r\n\r\nabc"
    yield b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc"
    yield b"HTTP/1.0 404 Not Found\r\n\r\nabc"
    yield b"HTTP/1.1 204 No Content\r\n\r\n"
    yield b"HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n"
    yield b"HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n" + whole(b"Content-Length: 3")


def by_h11(answer):
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    status, length = None, 0
    try:
        connection.receive_data(answer)
        ended = False
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA and not ended:
                connection.receive_data(b"")
                ended = True
            elif isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                length += len(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return f"{status} {length}"
            elif not isinstance(event, h11.InformationalResponse) or event.status_code == 101:
                return "error"
    except h11.RemoteProtocolError:
        return "error"


def serve(answers):
    """A server that answers `/N` with the Nth answer and closes; returns its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run():
        while True:
            peer, _ = listener.accept()
            with peer:
                request = b""
                while b"\r\n\r\n" not in request:
                    piece = peer.recv(65536)
                    if not piece:
                        break
                    request += piece
                else:
                    peer.sendall(answers[int(request.split(b" ")[1][1:])])
                    peer.shutdown(socket.SHUT_WR)
                    peer.settimeout(0.2)
                    try:
                        peer.recv(1)
                    except OSError:
                        pass

    threading.Thread(target=run, daemon=True).start()
    return listener.getsockname()[1]


def main():
    cases = [(answer, False) for answer in hostile()] + [(answer, True) for answer in proper()]
    port = serve([answer for answer, _ in cases])
    urls = [f"http://127.0.0.1:{port}/{number}" for number in range(len(cases))]
    said = subprocess.run([sys.argv[1], "get", *urls], capture_output=True, text=True, timeout=300).stdout.splitlines()
    if len(said) != len(cases):
        sys.exit(f"{len(said)} answers to {len(cases)} questions")
    faults = stricter = 0
    for (answer, is_proper), ours in zip(cases, said):
        theirs = by_h11(answer)
        ours = "error" if ours.startswith("error") else ours
        fault = ours != theirs and ours != "error" or is_proper and ours == "error"
        faults += fault
        stricter += not fault and ours != theirs
        if ours != theirs:
            print(f"{'FAULT' if fault else 'stricter':<9} ours {ours:<8} h11 {theirs:<8} {answer[:80]!r}")
    print(f"{len(cases)} answers: {faults} faults, {stricter} refused that h11 takes")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
