import Testing

@testable import HTTP

/// All events of a stream that comes in these pieces, and the one that was left open.
private func events(_ pieces: [[UInt8]], limit: Int = 1 << 20) throws -> (whole: [SSEEvent], open: SSEEvent?) {
    var reader = SSEReader(limit: limit)
    var whole: [SSEEvent] = []
    for piece in pieces {
        reader.append(piece)
        while let event = try reader.next() { whole.append(event) }
    }
    return (whole, try reader.finish())
}

private func lines(_ pieces: [[UInt8]], limit: Int = 1 << 20) throws -> [[UInt8]] {
    var reader = NDJSONReader(limit: limit)
    var lines: [[UInt8]] = []
    for piece in pieces {
        reader.append(piece)
        while let line = try reader.next() { lines.append(line) }
    }
    if let last = reader.finish() { lines.append(last) }
    return lines
}

extension SSEEvent {
    fileprivate init(_ data: String, name: String = "") { self.init(name: name, data: Array(data.utf8)) }
}

/// The bytes cut at random places, empty pieces included.
private func cut(_ bytes: [UInt8], using generator: inout some RandomNumberGenerator) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
        let end = min(bytes.count, start + Int.random(in: 0...4, using: &generator))
        pieces.append(Array(bytes[start..<end]))
        start = end
    }
    return pieces
}

/// A generator that gives the same numbers for the same seed.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

@Suite struct StreamTests {
    // MARK: Server-sent events

    static let streams: [(String, [SSEEvent])] = [
        ("data: a\n\n", [SSEEvent("a")]),
        ("data: a\r\n\r\n", [SSEEvent("a")]),
        ("data: a\r\rdata: b\r\r", [SSEEvent("a"), SSEEvent("b")]),
        ("data: a\r\n\ndata: b\n\r\n", [SSEEvent("a"), SSEEvent("b")]),
        ("\u{feff}data: a\n\n", [SSEEvent("a")]),
        ("\u{feff}\u{feff}data: a\n\ndata: b\n\n", [SSEEvent("b")]),
        ("data:a\ndata:  b\ndata\n\n", [SSEEvent("a\n b\n")]),
        ("data\n\n", [SSEEvent("")]),
        ("data\ndata\n\n", [SSEEvent("\n")]),
        (": ping\n\n:\ndata: a\n: in between\ndata: b\n\n", [SSEEvent("a\nb")]),
        ("event: x\ndata: a\n\ndata: b\n\n", [SSEEvent("a", name: "x"), SSEEvent("b")]),
        ("event: x\n\ndata: b\n\n", [SSEEvent("b")]),
        ("data: {\"é\":\"日本語 🦜\"}\n\ndata: [DONE]\n\n", [SSEEvent("{\"é\":\"日本語 🦜\"}"), SSEEvent("[DONE]")]),
        ("datax: a\nDATA: a\n data: a\n\n", []),
        ("data: a:b: c\n\n", [SSEEvent("a:b: c")]),
        ("\n\n\r\n\r\n", []),
        ("", []),
    ]

    @Test(arguments: streams)
    func `events are read, wherever the pieces are cut`(text: String, expected: [SSEEvent]) throws {
        let bytes = Array(text.utf8)
        #expect(try events([bytes]).whole == expected)
        #expect(try events(bytes.map { [$0] }).whole == expected)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map { Array($0) }
                #expect(try events(pieces).whole == expected)
            }
        }
    }

    @Test func `an event is there with the piece that closes it`() throws {
        for end in ["\n\n", "\r\r", "\r\n\r", "\n\r"] {
            var reader = SSEReader()
            reader.append(Array("data: a\(end)".utf8))
            #expect(try reader.next() == SSEEvent("a"))
        }
    }

    @Test(
        arguments: [
            ("data: a", SSEEvent("a")), ("data: a\n", SSEEvent("a")), ("data: a\r\ndata: b", SSEEvent("a\nb")),
            ("data: a\n\nevent: x\ndata", SSEEvent("", name: "x")), ("data: a\n\n", nil), ("event: x\n", nil),
            (": c", nil),
        ] as [(String, SSEEvent?)]
    )
    func `an event that no blank line closed is handed over at the end, apart`(
        text: String,
        expected: SSEEvent?
    )
        throws
    {
        let bytes = Array(text.utf8)
        for place in 0...bytes.count {
            #expect(try events([Array(bytes[..<place]), Array(bytes[place...])]).open == expected)
        }
    }

    @Test func `id and retry are kept as the standard says`() throws {
        var reader = SSEReader()
        reader.append(Array("id: 7\nretry: 1500\ndata: a\n\nid: b\u{0}d\nretry: 1x\nretry:\ndata: b\n\n".utf8))
        while try reader.next() != nil {}
        #expect(reader.lastEventID == "7")
        #expect(reader.retry == 1500)
        reader.append(Array("id\nretry: 99999999999999999999\n\n".utf8))
        while try reader.next() != nil {}
        #expect(reader.lastEventID == "")
        #expect(reader.retry == 1500)
    }

    @Test func `bytes that are no UTF-8 pass through`() throws {
        let bytes: [UInt8] = Array("data: ".utf8) + [0xff, 0xc3, 0x28, 0x00, 0xf0] + [0x0a, 0x0a]
        #expect(try events(bytes.map { [$0] }).whole == [SSEEvent(data: [0xff, 0xc3, 0x28, 0x00, 0xf0])])
    }

    @Test func `a line or an event over the limit is an error, again and again, and memory stays bounded`() throws {
        for text in ["data: " + String(repeating: "x", count: 200), String(repeating: "data: 0123456789\n", count: 20)]
        {
            for size in [1, 7, 1000] {
                var reader = SSEReader(limit: 100)
                var failed = false
                var rest = Array(text.utf8)[...]
                while !rest.isEmpty, !failed {
                    reader.append(Array(rest.prefix(size)))
                    rest = rest.dropFirst(size)
                    do { while try reader.next() != nil {} } catch { failed = error == StreamError(limit: 100) }
                }
                #expect(failed)
                reader.append(Array("\n\ndata: a\n\n".utf8))
                #expect(throws: StreamError.self) { try reader.next() }
                #expect(throws: StreamError.self) { try reader.finish() }
            }
        }
        #expect(try events([Array("data: 0123456789\n\n".utf8)], limit: 16).whole.count == 1)
        #expect(throws: StreamError.self) { try events([Array("data: 0123456789\n\n".utf8)], limit: 15) }
        #expect(throws: StreamError.self) { try events([Array("data:123456\ndata:12345".utf8)], limit: 11) }
    }

    @Test func `a stream of nothing but line ends takes time in proportion to its length`() throws {
        // Quadratic work would take minutes here.
        let text = [UInt8](repeating: 0x0d, count: 300_000) + Array("data: a\n\n".utf8)
        #expect(try events([text]).whole == [SSEEvent("a")])
        #expect(try events([[UInt8](repeating: 0x0a, count: 300_000) + [0x0d]]).whole.isEmpty)
    }

    // MARK: Lines of JSON

    @Test(arguments: [
        ("{\"a\":1}\n{\"b\":2}\n", ["{\"a\":1}", "{\"b\":2}"]), ("{}\r\n\r\n[]\r\n", ["{}", "[]"]),
        ("\n \n\t\r\n1", ["1"]), ("1", ["1"]), ("1\r", ["1"]), ("1\r2\n", ["1\r2"]), ("", []), ("\n\n", []), ("  ", []),
        ("\"日本語\"\n\"é\"", ["\"日本語\"", "\"é\""]),
    ])
    func `lines are read, wherever the pieces are cut`(text: String, expected: [String]) throws {
        let bytes = Array(text.utf8)
        let expected = expected.map { Array($0.utf8) }
        #expect(try lines([bytes]) == expected)
        #expect(try lines(bytes.map { [$0] }) == expected)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map { Array($0) }
                #expect(try lines(pieces) == expected)
            }
        }
    }

    @Test(arguments: [1, 9, 1000])
    func `a line of JSON over the limit is an error`(size: Int) throws {
        let text = Array("12345678\n".utf8) + [UInt8](repeating: 0x31, count: 101) + [0x0a]
        let pieces = stride(from: 0, to: text.count, by: size).map { Array(text[$0..<min(text.count, $0 + size)]) }
        #expect(throws: StreamError(limit: 100)) { try lines(pieces, limit: 100) }
        #expect(try lines(pieces, limit: 101).count == 2)
        let returned = text.dropLast() + [0x0d, 0x0a]
        let cut = stride(from: 0, to: returned.count, by: size).map {
            Array(returned[$0..<min(returned.count, $0 + size)])
        }
        #expect(try lines(cut, limit: 101).count == 2)
    }

    // MARK: Properties

    @Test(arguments: 0..<40)
    func `any bytes give the same, whole or cut`(seed: UInt64) throws {
        var generator = Seeded(state: seed &* 7919 &+ 1)
        let words = [
            "data", ":", " ", "\n", "\r", "\r\n", "\n\n", "event: x", "id", "retry: 5", "\u{feff}", "é", "a", "\u{0}",
        ]
        for _ in 0..<50 {
            let text = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                words.randomElement(using: &generator) ?? ""
            }.joined()
            let bytes = Array(text.utf8)
            let pieces = cut(bytes, using: &generator)
            let (whole, split) = (try events([bytes]), try events(pieces))
            #expect(whole.whole == split.whole && whole.open == split.open, "\(bytes) in \(pieces)")
            #expect(try lines([bytes]) == lines(pieces), "\(bytes) in \(pieces)")
        }
    }

    // MARK: Over a body

    /// A body that yields these pieces.
    private func body(_ pieces: [String]) -> HTTPBody {
        let source = PieceSource(pieces)
        return HTTPBody(next: { () throws(HTTPClientError) in await source.next() }, abandon: {})
    }

    @Test func `a body is read as events`() async throws {
        var reader = body(["data: a\n", "\nda", "ta: b\n\n", "data: c"]).events()
        #expect(try await reader.next() == SSEEvent("a"))
        #expect(try await reader.next() == SSEEvent("b"))
        #expect(reader.incomplete == nil)
        #expect(try await reader.next() == nil)
        #expect(reader.incomplete == SSEEvent("c"))
        #expect(try await reader.next() == nil)
    }

    @Test func `a body is read as lines`() async throws {
        var reader = body(["{\"a\":", "1}\n\n{\"b\":2}\n3"]).lines()
        #expect(try await reader.next() == Array("{\"a\":1}".utf8))
        #expect(try await reader.next() == Array("{\"b\":2}".utf8))
        #expect(try await reader.next() == Array("3".utf8))
        #expect(try await reader.next() == nil)
        #expect(try await reader.next() == nil)
    }

    @Test func `a body with a line over the limit is too large`() async throws {
        var reader = body(["data: 0123456789\n\n"]).events(limit: 10)
        do throws(HTTPClientError) {
            _ = try await reader.next()
            Issue.record("no error")
        } catch {
            #expect(error.code == .tooLarge)
        }
    }
}

private actor PieceSource {
    private var pieces: [String]
    init(_ pieces: [String]) { self.pieces = pieces }
    func next() -> [UInt8]? { pieces.isEmpty ? nil : Array(pieces.removeFirst().utf8) }
}
