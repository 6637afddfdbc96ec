import Testing

@testable import HTTP

@Suite struct ServerParserTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        var status: Int
        var name: String
        var text: String
        var testDescription: String { name }

        init(_ status: Int, _ name: String, _ text: String) {
            self.status = status
            self.name = name
            self.text = text
        }

        /// A request with one more line in its head, and a body that nobody should read.
        static func line(_ status: Int, _ name: String, _ line: String) -> Bad {
            Bad(status, name, "POST / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
        }

        static func chunked(_ status: Int, _ name: String, _ body: String) -> Bad {
            Bad(status, name, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)")
        }
    }

    static let bad: [Bad] = [
        // The request line.
        Bad(400, "no method", " / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "a method that is not a token", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "a method without an end", "\(String(repeating: "G", count: 40)) / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "two blanks after the method", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "a tab after the method", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "two blanks before the version", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "a blank after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
        Bad(400, "a blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "no version", "GET /\r\nHost: a\r\n\r\n"),
        Bad(400, "a lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "a version with more digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n"),
        Bad(505, "HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
        Bad(505, "HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Bad(505, "HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"),
        Bad(505, "HTTP/0.9", "GET / HTTP/0.9\r\n\r\n"),
        Bad(400, "a NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "a fragment in the target", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "a raw byte above ASCII in the target", "GET /é HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "a target that is no path", "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "an authority as the target", "GET a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"),
        Bad(501, "CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"),
        Bad(400, "a star for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "an address without a host", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "an address with a user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "an address of another host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(414, "a target that is too long", "GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\n"),
        Bad(414, "a target without an end", "GET /\(String(repeating: "a", count: 9000))"),
        // Line ends.
        Bad(400, "bare LF", "GET / HTTP/1.1\nHost: a\n\n"),
        Bad(400, "bare LF after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n"),
        Bad(400, "bare LF at the head's end", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        Bad(400, "bare CR in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
        Bad(400, "bare CR before the colon", "GET / HTTP/1.1\r\nHost\r: a\r\n\r\n"),
        Bad(400, "bare CR at a line's end", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"),
        Bad(400, "two blank lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "LF first", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "CR first", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bad(400, "TLS", "\u{16}\u{3}\u{1}\u{2}\0\u{1}"),
        // Fields.
        .line(400, "a blank before the colon", "X-A : b"),
        .line(400, "a blank before Content-Length's colon", "Content-Length : 3"),
        .line(400, "a tab before the colon", "X-A\t: b"),
        .line(400, "no colon", "X-A b"),
        .line(400, "no name", ": b"),
        .line(400, "a name that is not a token", "X(A): b"),
        .line(400, "a name above ASCII", "Xé: b"),
        .line(400, "a line folded with a blank", "X-A: b\r\n c"),
        .line(400, "a line folded with a tab", "X-A: b\r\n\tc"),
        .line(400, "a NUL in a value", "X-A: b\0c"),
        .line(400, "a control character in a value", "X-A: b\u{1}c"),
        .line(400, "DEL in a value", "X-A: b\u{7f}c"),
        .line(400, "an escape in a value", "X-A: \u{1b}[31m"),
        Bad(400, "a blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        Bad(431, "a value that is too long", "GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 40000))\r\n\r\n"),
        Bad(431, "a value without an end", "GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 40000))"),
        Bad(
            431,
            "too many bytes of fields",
            "GET / HTTP/1.1\r\n"
                + String(repeating: "X: \(String(repeating: "a", count: 1000))\r\n", count: 40)
        ),
        Bad(431, "too many fields", "GET / HTTP/1.1\r\n\(String(repeating: "X: a\r\n", count: 101))\r\n"),
        // Host.
        Bad(400, "no Host", "GET / HTTP/1.1\r\n\r\n"),
        Bad(400, "two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        Bad(400, "two Hosts for HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
        Bad(400, "an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        Bad(400, "a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        Bad(400, "a Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
        Bad(400, "a Host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
        Bad(400, "a list of Hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
        Bad(400, "a Host whose port is no number", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"),
        Bad(400, "a Host whose port is too large", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
        Bad(400, "a Host with half a bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
        // Where the body ends.
        .line(400, "two lengths that differ", "Content-Length: 3\r\nContent-Length: 4"),
        .line(400, "two lengths that agree", "Content-Length: 3\r\nContent-Length: 3"),
        .line(400, "a list of lengths", "Content-Length: 3, 3"),
        .line(400, "a length with a plus", "Content-Length: +3"),
        .line(400, "a negative length", "Content-Length: -3"),
        .line(400, "a length in hexadecimal", "Content-Length: 0x3"),
        .line(400, "a length with a blank inside", "Content-Length: 3 3"),
        .line(400, "a length with an underscore", "Content-Length: 1_0"),
        .line(400, "an empty length", "Content-Length:"),
        .line(400, "a length in other digits", "Content-Length: ٣"),
        .line(413, "a length over the limit", "Content-Length: 99999999999"),
        .line(413, "a length over every number", "Content-Length: 99999999999999999999999999"),
        .line(400, "a length and chunked", "Content-Length: 3\r\nTransfer-Encoding: chunked"),
        .line(400, "chunked and a length", "Transfer-Encoding: chunked\r\nContent-Length: 3"),
        .line(400, "chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        .line(400, "chunked twice in a list", "Transfer-Encoding: chunked, chunked"),
        .line(400, "chunked before another", "Transfer-Encoding: chunked, gzip"),
        .line(400, "another coding alone", "Transfer-Encoding: gzip"),
        .line(400, "identity", "Transfer-Encoding: identity"),
        .line(501, "another coding before chunked", "Transfer-Encoding: gzip, chunked"),
        .line(400, "nearly chunked", "Transfer-Encoding: xchunked"),
        .line(400, "chunked with a parameter", "Transfer-Encoding: chunked;q=1"),
        .line(400, "chunked after a vertical tab", "Transfer-Encoding: \u{b}chunked"),
        .line(400, "an empty coding", "Transfer-Encoding:"),
        Bad(400, "chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        .line(417, "another expectation", "Expect: the-unexpected"),
        // Chunks.
        .chunked(400, "a size that is no number", "x\r\n"),
        .chunked(400, "an empty size", "\r\n"),
        .chunked(400, "a size with a sign", "+3\r\nabc\r\n"),
        .chunked(400, "a negative size", "-3\r\nabc\r\n"),
        .chunked(400, "a size with a prefix", "0x3\r\nabc\r\n"),
        .chunked(400, "a size with a blank before", " 3\r\nabc\r\n"),
        .chunked(400, "a size with a blank after", "3 \r\nabc\r\n"),
        .chunked(400, "a size that overflows", "ffffffffffffffff1\r\nabc\r\n"),
        .chunked(400, "a size that would be negative", "8000000000000000\r\nabc\r\n"),
        .chunked(413, "a size over the limit", "7fffffff\r\nabc\r\n"),
        .chunked(400, "a size line that ends with LF", "3\nabc\r\n"),
        .chunked(400, "a chunk longer than its size", "3\r\nabcd\r\n"),
        .chunked(400, "a chunk that ends with LF", "3\r\nabc\n0\r\n\r\n"),
        .chunked(400, "a chunk that ends with CR", "3\r\nabc\r0\r\n\r\n"),
        .chunked(400, "an extension that is too long", "3;\(String(repeating: "a", count: 300))\r\nabc\r\n"),
        .chunked(400, "an extension without an end", "3;\(String(repeating: "a", count: 300))"),
        .chunked(400, "an extension without a name", "3;\r\nabc\r\n"),
        .chunked(400, "an extension with a control character", "3;a=\u{1}\r\nabc\r\n"),
        .chunked(400, "an extension with an open quote", "3;a=\"b\r\nabc\r\n"),
        .chunked(400, "an extension with CR", "3;a\rb\r\nabc\r\n"),
        .chunked(400, "a trailer without a colon", "0\r\nabc\r\n\r\n"),
        .chunked(400, "a trailer with a blank before the colon", "0\r\nA : b\r\n\r\n"),
        .chunked(400, "a trailer with a NUL", "0\r\nA: \0\r\n\r\n"),
        .chunked(400, "a trailer folded over two lines", "0\r\nA: b\r\n c\r\n\r\n"),
        .chunked(400, "a trailer that ends with LF", "0\r\nA: b\n\r\n"),
        .chunked(400, "a length as a trailer", "0\r\nContent-Length: 3\r\n\r\n"),
        .chunked(400, "a coding as a trailer", "0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        .chunked(431, "trailers that are too long", "0\r\nA: \(String(repeating: "a", count: 40000))\r\n\r\n"),
    ]

    @Test(arguments: bad) func `what two programs might read differently is refused`(_ bad: Bad) {
        let parsed = Parsed(bad.text)
        #expect(parsed.failure?.status == bad.status, "\(parsed.failure?.message ?? "accepted")")
        #expect(parsed.complete == 0)
        #expect(parsed.failure?.message.isEmpty != true)
    }

    @Test(arguments: bad) func `a refusal is the same wherever the bytes are cut`(_ bad: Bad) {
        let bytes = Array(bad.text.utf8)
        let whole = Parsed(pieces: [bytes])
        #expect(Parsed(pieces: bytes.prefix(3000).map { [$0] } + [Array(bytes.dropFirst(3000))]) == whole)
        guard bytes.count < 300 else { return }
        for cut in 0...bytes.count {
            #expect(Parsed(pieces: [Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
        }
    }

    @Test func `a request is read as it was sent`() throws {
        let parsed = Parsed(
            .head(
                "POST /v1/a%2Fb?x=1&y=?z HTTP/1.1",
                "Host: [::1]:8000",
                "Content-TYPE:application/json",
                "X-Own:  \t two  words\t ",
                "X-Empty:",
                "X-Utf8: grüß",
                "Content-Length: 4"
            ) + "body"
        )
        let head = try #require(parsed.heads.first)
        #expect(parsed.complete == 1 && parsed.failure == nil)
        #expect(head.method == "POST")
        #expect(head.path == "/v1/a%2Fb")
        #expect(head.query == "x=1&y=?z")
        #expect(head.headers["host"] == "[::1]:8000")
        #expect(head.headers["Content-Type"] == "application/json")
        #expect(head.headers["x-own"] == "two  words")
        #expect(head.headers["x-empty"] == "")
        #expect(head.headers["x-utf8"] == "grüß")
        #expect(head.headers.fields.count == 6)
        #expect(head.framing == .length(4))
        #expect(head.keepsAlive && head.isHTTP11 && !head.expectsContinue)
        #expect(parsed.bodies == [Array("body".utf8)])
    }

    @Test func `bytes above ASCII that are not UTF-8 are let through as replacement characters`() {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX: ".utf8) + [0xe9, 0xff] + Array("\r\n\r\n".utf8)
        let parsed = Parsed(pieces: [bytes, bytes])
        #expect(parsed.heads.map { $0.headers["x"] } == ["\u{fffd}\u{fffd}", "\u{fffd}\u{fffd}"])
    }

    @Test(arguments: [
        ("GET http://A.example:80/x?y HTTP/1.1\r\nHost: a.EXAMPLE:80\r\n\r\n", "/x", "y"),
        ("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", "/", nil),
        ("GET HTTPS://a?q HTTP/1.1\r\nHost: a\r\n\r\n", "/", "q"),
        ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "*", nil),
        ("GET //a/b HTTP/1.1\r\nHost: a\r\n\r\n", "//a/b", nil),
        ("GET /? HTTP/1.1\r\nHost: a\r\n\r\n", "/", ""),
        ("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "/", nil),
        ("GET / HTTP/1.0\r\n\r\n", "/", nil),
        ("BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", "/pot", nil),
    ]) func `every proper form of a target is understood`(_ text: String, path: String, query: String?) throws {
        let parsed = Parsed(text)
        let head = try #require(parsed.heads.first, "\(parsed.failure?.message ?? "")")
        #expect(head.path == path)
        #expect(head.query == query)
    }

    @Test(arguments: [
        ("1.1", "", true), ("1.1", "Connection: close\r\n", false), ("1.1", "Connection: foo, Close\r\n", false),
        ("1.1", "Connection: keep-alive\r\n", true), ("1.1", "Connection: closed\r\n", true),
        ("1.0", "", false), ("1.0", "Connection: Keep-Alive\r\n", true),
        ("1.0", "Connection: keep-alive\r\nConnection: close\r\n", false),
    ]) func `a connection is kept as the version and the client say`(_ version: String, line: String, keeps: Bool) {
        #expect(Parsed("GET / HTTP/\(version)\r\nHost: a\r\n\(line)\r\n").heads.first?.keepsAlive == keeps)
    }

    @Test func `chunks are joined, and their extensions and trailers read over`() {
        let parsed = Parsed(
            .head("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: Chunked")
                + "3\r\nabc\r\n00A;x;y=z;q=\"a \\\" b\"\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n"
                + .head("GET /next HTTP/1.1", "Host: a")
        )
        #expect(parsed.failure == nil)
        #expect(parsed.bodies == [Array("abc0123456789".utf8), []])
        #expect(parsed.heads.map(\.path) == ["/", "/next"])
        #expect(parsed.heads.first?.headers["x-sum"] == nil)
    }

    @Test func `100-continue is expected only where a body follows`() {
        func expects(_ version: String, _ length: Int) -> Bool? {
            Parsed("POST / HTTP/\(version)\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: \(length)\r\n\r\n")
                .heads.first?.expectsContinue
        }
        #expect(expects("1.1", 3) == true)
        #expect(expects("1.1", 0) == false)
        #expect(expects("1.0", 3) == false)
    }

    @Test func `a body of exactly the limit is taken`() {
        var limits = HTTPRequestLimits()
        limits.bodyBytes = 10
        let ten = "0123456789"
        let chunked = String.head("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked")
        let length = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
        #expect(Parsed(length + "10\r\n\r\n" + ten, limits: limits).complete == 1)
        #expect(Parsed(length + "11\r\n\r\n" + ten, limits: limits).failure?.status == 413)
        #expect(Parsed(chunked + "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n", limits: limits).complete == 1)
        #expect(Parsed(chunked + "5\r\n01234\r\n6\r\n", limits: limits).failure?.status == 413)
    }

    @Test func `a head that is sent again is read as one that differs in one field is`() {
        func request(_ length: Int, _ extra: String = "") -> String {
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nUser-Agent: some long agent/1.0\r\n"
                + "Content-Length: \(length)\r\nX-Own-Name: a long enough value\r\n\(extra)\r\n"
                + String(repeating: "b", count: length)
        }
        let texts = [
            request(3), request(3), request(4), request(0), request(3, "X-More: 1\r\n"), request(3),
            "GET / HTTP/1.1\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\nHOST: b\r\nX: 1\r\n\r\n", request(5),
        ]
        let together = Parsed(texts.joined())
        #expect(together.heads == texts.flatMap { Parsed($0).heads })
        #expect(together.complete == texts.count)
    }

    @Test func `random requests are read the same however their bytes are cut`() {
        var random = Random(7)
        for _ in 0..<300 {
            var bytes: [UInt8] = []
            var paths: [String] = []
            var bodies: [[UInt8]] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let path = "/" + (0..<Int.random(in: 0...30, using: &random)).map { _ in "a" }.joined()
                let body = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                paths.append(path)
                bodies.append(body)
                bytes += Array("POST \(path) HTTP/1.1\r\nHost: a\r\nX-\(body.count): \(path)\r\n".utf8)
                if Bool.random(using: &random) {
                    bytes += Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
                } else {
                    bytes += Array("Transfer-Encoding: chunked\r\n\r\n".utf8)
                    var rest = body[...]
                    while !rest.isEmpty {
                        let chunk = rest.prefix(Int.random(in: 1...80, using: &random))
                        rest = rest.dropFirst(chunk.count)
                        bytes += Array("\(String(chunk.count, radix: 16));e\r\n".utf8) + chunk + [13, 10]
                    }
                    bytes += Array("0\r\nT: x\r\n\r\n".utf8)
                }
            }
            var pieces: [[UInt8]] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...60, using: &random))
                pieces.append(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            let whole = Parsed(pieces: [bytes])
            #expect(whole.heads.map(\.path) == paths)
            #expect(whole.bodies == bodies)
            #expect(whole.complete == paths.count)
            #expect(Parsed(pieces: pieces) == whole)
        }
    }

    @Test func `random bytes never trap and are judged the same however they are cut`() {
        var random = Random(11)
        let words = [
            "GET ", "POST ", "/ ", "HTTP/1.1", "\r\n", "\n", "\r", "Host: a\r\n", "Content-Length: ", "3", "\r\n\r\n",
            "Transfer-Encoding: chunked\r\n", ";", "0\r\n", "abc", "\0", " ", "Expect: 100-continue\r\n", ":", "é",
            "http://a/", "ffffffffffffffff",
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 1...12, using: &random)).compactMap { _ in
                words.randomElement(using: &random)
            }
            let bytes = Array(
                ("GET / HTTP/1.1\r\n".prefix(Int.random(in: 0...16, using: &random)) + text.joined()).utf8
            )
            #expect(Parsed(pieces: bytes.map { [$0] }) == Parsed(pieces: [bytes]))
        }
    }
}
