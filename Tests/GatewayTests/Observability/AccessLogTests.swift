import Foundation
import Gateway
import JSON
import Logging
import Testing

@Suite struct AccessLogTests {
    private let pipe = Pipe()

    private func lines(_ style: LineStyle, _ records: [RequestRecord]) -> [String] {
        let log = AccessLog(LineOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor, style: style))
        for record in records { log.append(record) }
        log.flush()
        let text = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    @Test func `a log that is off writes nothing`() throws {
        let output = LineOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor, style: .json)
        AccessLog(output, isOn: false).append(record)
        AccessLog(output).append(record)
        output.flush()
        let text = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        #expect(text.split(separator: "\n").count == 1)
    }

    private var record: RequestRecord {
        var record = RequestRecord(
            id: "4f2a",
            time: Timestamp(microseconds: 1_770_000_000_123_456),
            endpoint: .openAIChat,
            route: "default"
        )
        record.provider = "ollama"
        record.model = "mistral:7b"
        record.status = 200
        record.attempts = 1
        record.totalTime = 1_234_567
        record.firstTokenTime = 120_000
        record.promptTokens = 12
        record.completionTokens = 345
        record.keyName = "dev"
        return record
    }

    @Test func `a request is one JSON object with what is known of it`() throws {
        let lines = lines(.json, [record])
        #expect(lines.count == 1)
        let json = try JSONValue(parsing: Array((lines.first ?? "").utf8))
        #expect(
            json == [
                "time": "2026-02-02T02:40:00.123456Z", "level": "info", "category": "request", "id": "4f2a",
                "endpoint": "openai.chat", "status": 200, "route": "default", "provider": "ollama",
                "model": "mistral:7b", "key": "dev", "attempts": 1, "streamed": false, "first_token_us": 120_000,
                "total_us": 1_234_567, "prompt_tokens": 12, "completion_tokens": 345, "bytes_in": 0, "bytes_out": 0,
            ]
        )
    }

    @Test func `text lines are aligned`() throws {
        var failed = record
        failed.status = 503
        failed.provider = nil
        failed.route = "gpt-5"
        failed.errorLabel = "refused"
        failed.attempts = 2
        failed.totalTime = 85
        failed.firstTokenTime = nil
        (failed.promptTokens, failed.completionTokens, failed.keyName) = (nil, nil, nil)
        let lines = lines(.text(coloured: false), [record, failed]).map { String($0.dropFirst(13)) }
        #expect(
            lines == [
                "200 openai.chat       ollama/mistral:7b             1.23s   120ms     12+345  key=dev  id=4f2a",
                "503 openai.chat       gpt-5                          85µs       -          -  error=refused  attempts=2  id=4f2a",
            ]
        )
    }

    @Test func `a model's name can neither forge a line nor colour the terminal`() {
        var forged = record
        forged.model = "x\n200 forged\u{1b}[31m" + String(repeating: "y", count: 10_000)
        forged.route = "a\r\nb"
        for style in [LineStyle.text(coloured: false), .json] {
            let lines = lines(style, [forged])
            #expect(lines.count == 1)
            #expect(lines.allSatisfy { !$0.contains("\u{1b}") && $0.utf8.count < 1200 })
        }
    }
}
