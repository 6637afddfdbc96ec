import Testing

@testable import HTTP

/// What a parser made of an answer that came in these pieces, after which the connection ended.
struct ParsedAnswer: Equatable {
    var status = 0
    var fields: [HTTPHeaders.Field] = []
    var body: [UInt8] = []
    /// Whether the answer is whole, be it by the end of the connection.
    var isWhole = false
    var keepsAlive = false
    /// How many bytes came after the whole answer.
    var left = 0
    var failure: String?

    init(_ pieces: [[UInt8]], method: String = "GET", limit: Int = 1 << 17) {
        var parser = HTTPResponseParser(headLimit: limit)
        parser.begin(method: method)
        var waiting: [UInt8] = []
        for piece in pieces {
            waiting += piece
            guard !isWhole, feed(&parser, &waiting) else { continue }
        }
        left = isWhole ? waiting.count : 0
        if failure == nil, !isWhole { isWhole = parser.endsHere }
        keepsAlive = parser.keepsAlive
    }

    init(_ text: String, method: String = "GET") { self.init([Array(text.utf8)], method: method) }

    /// False at the end, be it a failure.
    private mutating func feed(_ parser: inout HTTPResponseParser, _ waiting: inout [UInt8]) -> Bool {
        while true {
            let step = parser.next(waiting.span)
            switch step.event {
            case .needMore: break
            case .head:
                status = parser.head.status
                fields = parser.withHead { $0.takeHeaders().fields }
            case .body(let range): body += waiting[range]
            case .complete: isWhole = true
            case .failed(let fault):
                failure = fault.message
                return false
            }
            waiting.removeFirst(step.consumed)
            if step.event == .needMore || isWhole { return !isWhole }
        }
    }
}

@Suite struct ResponseParserTests {
    // MARK: Framing

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc", "GET", "abc", true),
            ("HTTP/1.1 200\r\nContent-Length:3\r\n\r\nabc", "GET", "abc", true),
            ("HTTP/1.1 200 \r\ncontent-length: 003\r\n\r\nabc", "GET", "abc", true),
            ("HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 3\r\n\r\nabc", "GET", "abc", true),
            ("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", "GET", "", true),
            ("HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: Close\r\n\r\nabc", "GET", "abc", false),
            ("HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: x, close\r\n\r\nabc", "GET", "abc", false),
            ("HTTP/1.0 200 OK\r\ncontent-length: 3\r\n\r\nabc", "GET", "abc", false),
            ("HTTP/1.0 200 OK\r\ncontent-length: 3\r\nconnection: keep-alive\r\n\r\nabc", "GET", "abc", true),
            ("HTTP/1.1 200 OK\r\n\r\nuntil the end", "GET", "until the end", false),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "GET", "abc", true),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\na\r\n2  \r\nbc\r\n00\r\n\r\n", "GET", "abc",
                true
            ),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;a;b=c;d=\"e\\\"f\"\r\nabc\r\n0;x\r\nSum: 1\r\n\r\n",
                "GET", "abc", true
            ),
            // Who sends chunks in HTTP/1.0 is read, and not asked again.
            ("HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "GET", "abc", false),
            ("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n", "HEAD", "", true),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "HEAD", "", true),
            ("HTTP/1.1 200 OK\r\n\r\n", "HEAD", "", true),
            ("HTTP/1.1 204 No Content\r\n\r\n", "POST", "", true),
            ("HTTP/1.1 304 Not Modified\r\ncontent-length: 3\r\n\r\n", "GET", "", true),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",
                "POST", "a", true
            ),
            ("HTTP/1.1 404 Not Found\r\ncontent-length: 1\r\n\r\na", "GET", "a", true),
        ] as [(String, String, String, Bool)]
    )
    func `an answer ends where its head says, and the connection is used again only if it says so too`(
        text: String,
        method: String,
        body: String,
        keepsAlive: Bool
    ) {
        let parsed = ParsedAnswer(text, method: method)
        #expect(parsed.failure == nil)
        #expect(parsed.isWhole)
        #expect(String(parsed.body) == body)
        #expect(parsed.keepsAlive == keepsAlive)
    }

    @Test func `what follows an answer is left`() {
        let next = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n"
        for answer in ["content-length: 1\r\n\r\na", "transfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"] {
            let parsed = ParsedAnswer("HTTP/1.1 200 OK\r\n" + answer + next)
            #expect(parsed.isWhole && parsed.left == next.utf8.count && String(parsed.body) == "a")
        }
    }

    @Test(arguments: [
        "", "H", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\na: b\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\na: b\r\n",
    ])
    func `an answer that stops before its end is not whole`(text: String) {
        let parsed = ParsedAnswer(text)
        #expect(parsed.failure == nil)
        #expect(!parsed.isWhole && !parsed.keepsAlive)
    }

    // MARK: What is refused

    @Test(arguments: [
        // Status lines.
        "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n", "HTTP/1.1 +20 OK\r\n\r\n", "HTTP/1.1\t200 OK\r\n\r\n", "http/1.1 200 OK\r\n\r\n",
        "HTTP/11 200 OK\r\n\r\n", "HTTP/1. 200 OK\r\n\r\n", "HTTP/1.1 200 O\u{0}K\r\n\r\n", "HTTP/1.1 101 Up\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\n\r\n", " HTTP/1.1 200 OK\r\n\r\n", "ICY 200 OK\r\n\r\n", "<html>", "\u{16}\u{3}\u{1}",
        "HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 OK\r\r\n\r\n", "HTTP/1.1 200\rOK\r\n\r\n",
        // Fields.
        "HTTP/1.1 200 OK\r\na\r\n\r\n", "HTTP/1.1 200 OK\r\n: b\r\n\r\n", "HTTP/1.1 200 OK\r\na : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\na b: c\r\n\r\n", "HTTP/1.1 200 OK\r\n a: b\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: b\rc\r\n\r\n", "HTTP/1.1 200 OK\r\na: b\u{0}\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: \u{7f}\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: b\n\r\n", "HTTP/1.1 200 OK\r\na: b\r\n\n",
        // Lengths.
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1, 1\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 0x1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: \r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 1 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n",
        // Codings.
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n", "HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: xchunked\r\n\r\n", "HTTP/1.1 200 OK\r\ntransfer-encoding: \r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    ])
    func `what is not plainly the head of an answer is refused`(text: String) {
        let parsed = ParsedAnswer(text)
        #expect(parsed.failure != nil)
        #expect(!parsed.isWhole && !parsed.keepsAlive)
    }

    @Test(arguments: [
        "\r\n", "x\r\n", "-1\r\na\r\n", "+1\r\na\r\n", "0x1\r\na\r\n", " 1\r\na\r\n", "1\na\r\n", "1\r\nab\r\n",
        "1\r\na\n",
        "1\r\na\rb", "1 a\r\na\r\n", "1;\r\na\r\n", "1;a b\r\na\r\n", "1;a=\"b\r\na\r\n", "ffffffffffffffff1\r\na\r\n",
        "8000000000000000\r\na\r\n", "0\r\na\r\n\r\n", "0\r\na : b\r\n\r\n", "0\r\n b\r\n\r\n", "0\r\na: \u{0}\r\n\r\n",
        "0\r\na: b\n\r\n", "0\n\n",
    ])
    func `what is not plainly a chunk is refused`(chunks: String) {
        let parsed = ParsedAnswer("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + chunks)
        #expect(parsed.status == 200)
        #expect(parsed.failure != nil)
        #expect(!parsed.isWhole && !parsed.keepsAlive)
    }

    @Test(arguments: [
        "HTTP/1.1 200 " + String(repeating: "a", count: 300),
        "HTTP/1.1 200 OK\r\na: " + String(repeating: "b", count: 300),
        String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 20),
        "HTTP/1.1 200 OK\r\n" + String(repeating: "a: b\r\n", count: 60),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n" + String(repeating: "a: b\r\n", count: 60),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;a=" + String(repeating: "b", count: 5000),
    ])
    func `heads, interim answers and trailers have a limit, ended or not`(text: String) {
        let bytes = Array(text.utf8)
        #expect(ParsedAnswer([bytes], limit: 256).failure?.contains("bytes") == true)
        #expect(ParsedAnswer(bytes.map { [$0] }, limit: 256).failure?.contains("bytes") == true)
    }

    // MARK: Any split

    @Test func `however an answer is cut into pieces, it is read the same`() {
        var random = Random(17)
        for text in Self.answers {
            for method in ["GET", "HEAD"] {
                let bytes = Array(text.utf8)
                let whole = ParsedAnswer([bytes], method: method, limit: 200)
                #expect(ParsedAnswer(bytes.map { [$0] }, method: method, limit: 200) == whole, "\(text)")
                for _ in 0..<20 {
                    let cuts = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                        Int.random(in: 0...bytes.count, using: &random)
                    }
                    let places = [0] + cuts.sorted() + [bytes.count]
                    let pieces = zip(places, places.dropFirst()).map { Array(bytes[$0..<$1]) }
                    #expect(ParsedAnswer(pieces, method: method, limit: 200) == whole, "\(text) at \(cuts)")
                }
            }
        }
    }

    private static let answers: [String] = {
        var random = Random(4)
        let parts = [
            "HTTP/1.1 200 OK\r\n", "HTTP/1.0 404\r\n", "HTTP/1.1 100 C\r\n\r\n", "content-length: 5\r\n", "a: b\r\n",
            "\r\n",
            "transfer-encoding: chunked\r\n", "connection: close\r\n", "5\r\nhello\r\n", "0\r\n\r\n", "hello", "\n",
            "x: \u{0}\r\n",
            "keep-alive: timeout=5\r\n",
        ]
        let usual = [
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\na: b\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\nhello",
        ]
        return usual
            + (0..<150).map { _ in
                parts[0]
                    + (0..<Int.random(in: 1...8, using: &random)).map { _ in
                        parts[Int.random(in: 0..<parts.count, using: &random)]
                    }.joined()
            }
    }()

    @Test func `what is the same as in the head before is shared, and what differs is new`() {
        var parser = HTTPResponseParser(headLimit: 1000)
        var seen: [[HTTPHeaders.Field]] = []
        for second in ["a: 1\r\nb: 2", "a: 1\r\nb: 2", "a: 1\r\nc: 2", "a: 1", "a: 1\r\nc: 3\r\nd: 4"] {
            parser.begin(method: "HEAD")
            let bytes = Array("HTTP/1.1 200 OK\r\n\(second)\r\n\r\n".utf8)
            #expect(parser.next(bytes.span).event == .head)
            seen.append(parser.withHead { $0.takeHeaders().fields })
        }
        #expect(
            seen.map { $0.map { $0.name + $0.value }.joined(separator: " ") } == [
                "a1 b2", "a1 b2", "a1 c2", "a1", "a1 c3 d4",
            ]
        )
    }
}
