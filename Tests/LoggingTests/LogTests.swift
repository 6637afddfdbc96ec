import JSON
import Logging
import Testing

private func line(_ event: some LogLine, _ style: LineStyle) -> String {
    var buffer = LineBuffer(style: style)
    event.write(to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
}

@Suite struct LogTests {
    private let event = LogEvent(
        time: Timestamp(microseconds: 1_770_000_000_123_456),
        level: .warning,
        category: "gateway",
        message: "provider is slow",
        fields: ["provider": .string("ollama"), "wait": .duration(.milliseconds(1500))]
    )

    @Test func `an event is written to the task's sink with its fields in order`() {
        let sink = MemoryLogSink()
        Log.$taskSink.withValue(sink) {
            Log.info("http", "listening", ["port": .int(8000), "host": .string("::1")])
            Log.debug("http", "never seen")
        }
        #expect(sink.events.map(\.message) == ["listening"])
        #expect(sink.events.first?.fields.pairs.map(\.name) == ["port", "host"])
        #expect(sink.events.first?.level == .info)
    }

    @Test func `an event becomes one JSON object`() throws {
        let json = try JSONValue(parsing: Array(line(event, .json).utf8))
        #expect(
            json == [
                "time": "2026-02-02T02:40:00.123456Z", "level": "warning", "category": "gateway",
                "message": "provider is slow", "provider": "ollama", "wait": 1500,
            ]
        )
    }

    @Test func `a field never takes the place of the event's own members`() throws {
        var event = event
        event.fields = ["level": .string("fine"), "message": .int(1)]
        let json = try JSONValue(parsing: Array(line(event, .json).utf8))
        #expect(json["level"] == "warning")
        #expect(json["_level"] == "fine")
        #expect(json["_message"] == 1)
    }

    @Test func `text is aligned and carries its fields`() {
        let text = line(event, .text(coloured: false))
        #expect(text.hasSuffix("WARNING gateway       provider is slow  provider=ollama  wait=1.50s"))
    }

    @Test func `colours appear only when asked for`() {
        #expect(line(event, .text(coloured: true)).contains("\u{1b}[33mWARNING"))
        #expect(!line(event, .text(coloured: false)).contains("\u{1b}"))
    }

    @Test(arguments: [
        ("a\nfake line", "a\\nfake line"),
        ("\u{1b}[2Jgone", "\\u{1b}[2Jgone"),
        ("left\u{202e}right", "left\\u{202e}right"),
        ("c1\u{9b}31m", "c1\\u{9b}31m"),
        ("Grüße, 世界 🙂", "Grüße, 世界 🙂"),
    ])
    func `control characters are escaped in text`(message: String, shown: String) {
        var event = event
        event.message = message
        event.fields = [:]
        #expect(line(event, .text(coloured: false)).hasSuffix(shown))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000Z"),
        (951_782_400_000_001, "2000-02-29T00:00:00.000001Z"),
        (1_709_251_199_999_999, "2024-02-29T23:59:59.999999Z"),
        (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
    ])
    func `a moment reads as its date`(microseconds: Int, text: String) {
        #expect(Timestamp(microseconds: microseconds).rfc3339 == text)
    }

    @Test(arguments: [
        (0, "0µs"), (999, "999µs"), (1000, "1.00ms"), (12_345, "12.3ms"), (123_456, "123ms"), (4_200_000, "4.20s"),
        (59_999_999, "59.9s"), (125_000_000, "2m05s"),
    ])
    func `lengths of time have three figures`(microseconds: Int, text: String) {
        #expect(readable(microseconds: microseconds) == text)
    }

    @Test func `NO_COLOR and dumb terminals get no colours`() {
        #expect(LineStyle.showsColours(["TERM": "xterm"]))
        #expect(LineStyle.showsColours(["NO_COLOR": ""]))
        #expect(!LineStyle.showsColours(["NO_COLOR": "1", "TERM": "xterm"]))
        #expect(!LineStyle.showsColours(["TERM": "dumb"]))
    }

    @Test func `what is no terminal gets JSON`() {
        #expect(LineStyle.automatic(for: -1) == .json)
    }

    @Test func `a hidden secret is masked as written and as JSON spells it`() {
        Secrets.hide("sk-martlet\"quoted\"1")
        Secrets.hide("short")
        let text = "key sk-martlet\"quoted\"1 and sk-martlet\\\"quoted\\\"1, short sk-martlet"
        let masked = String(decoding: Secrets.mask(Array(text.utf8)), as: UTF8.self)
        #expect(masked == "key [hidden] and [hidden], short sk-martlet")
    }

    @Test func `a splitter finds the same lines however the pieces are cut`() {
        let output = Array("first\r\nsecond\n\nthird ü\nrest".utf8)
        for cut in 0...output.count {
            var splitter = LineSplitter()
            var lines = splitter.feed(output[..<cut]) + splitter.feed(output[cut...])
            if let last = splitter.finish() { lines.append(last) }
            #expect(lines == ["first", "second", "third ü", "rest"])
        }
    }

    @Test func `a line without an end is handed out in parts`() {
        var splitter = LineSplitter(limit: 4)
        #expect(splitter.feed(Array("abcdefghij".utf8)) == ["abcd", "efgh"])
        #expect(splitter.finish() == "ij")
    }
}
