import JSON
package import Logging

/// One line for each request: aligned text on a terminal, JSON elsewhere.
package struct AccessLog: Sendable {
    private let output: LineOutput
    private let isOn: Bool

    /// `isOn` false: nothing is written.
    package init(_ output: LineOutput, isOn: Bool = true) {
        self.output = output
        self.isOn = isOn
    }

    /// Lines on standard output.
    package static let standardOutput = AccessLog(LineOutput(descriptor: 1, style: .automatic(for: 1)))

    /// Never waits; the line is made and written later, by the output's thread.
    package func append(_ record: RequestRecord) {
        if isOn { output.append(AccessLine(record: record)) }
    }

    /// Blocks until what was appended before is written. Not for loops.
    package func flush() { output.flush() }

    /// How many lines were dropped because their reader is too slow.
    package var dropped: Int { output.dropped }
}

struct AccessLine: LogLine {
    let record: RequestRecord

    var weight: Int { 512 }

    func write(to line: inout LineBuffer) {
        if line.style == .json { writeJSON(to: &line) } else { writeText(to: &line) }
    }

    /// `12:00:00.000 200 openai.chat       ollama/mistral:7b            1.23s    120ms  12+345  key=dev  id=4f2a`
    private func writeText(to line: inout LineBuffer) {
        line.time(record.time)
        line.pad(1)
        line.colour(colour) { $0.column(String(record.status), 4) }
        line.column(record.endpoint.rawValue, 18)
        line.column(target, 28)
        line.column(readable(microseconds: record.totalTime), 7, trailing: true)
        line.column(record.firstTokenTime.map(readable(microseconds:)) ?? "-", 8, trailing: true)
        line.column(tokens, 11, trailing: true)
        if let label = record.errorLabel { field("error", label, to: &line) }
        if record.attempts > 1 { field("attempts", String(record.attempts), to: &line) }
        if let name = record.keyName { field("key", name, to: &line) }
        field("id", record.id, to: &line)
    }

    private var colour: LineColour {
        switch record.status {
        case 500...: .red
        case 400...: .yellow
        default: .green
        }
    }

    private var target: String {
        guard let provider = record.provider else { return record.route.isEmpty ? "-" : bounded(record.route) }
        return "\(provider)/\(bounded(record.model ?? "-"))"
    }

    private var tokens: String {
        guard record.promptTokens != nil || record.completionTokens != nil else { return "-" }
        let sign = record.tokensAreEstimated ? "~" : ""
        return "\(sign)\(record.promptTokens ?? 0)+\(record.completionTokens ?? 0)"
    }

    private func field(_ name: String, _ value: String, to line: inout LineBuffer) {
        line.pad(2)
        line.colour(.dim) { $0.text(name + "=") }
        line.text(bounded(value))
    }

    private func writeJSON(to line: inout LineBuffer) {
        line.json { json in json.object(members) }
    }

    private func members(_ json: inout JSONWriter) {
        json.member("time", record.time)
        json.member("level", "info")
        json.member("category", "request")
        json.member("id", bounded(record.id))
        json.member("endpoint", record.endpoint.rawValue)
        json.member("status", record.status)
        json.member("route", bounded(record.route))
        text("provider", record.provider, &json)
        text("model", record.model.map(bounded), &json)
        text("key", record.keyName, &json)
        text("user", record.userHash, &json)
        text("error", record.errorLabel, &json)
        json.member("attempts", record.attempts)
        json.member("streamed", record.streamed)
        number("queue_us", record.queueTime, &json)
        number("first_token_us", record.firstTokenTime, &json)
        json.member("total_us", record.totalTime)
        number("prompt_tokens", record.promptTokens, &json)
        number("completion_tokens", record.completionTokens, &json)
        number("cached_tokens", record.cachedTokens, &json)
        if record.tokensAreEstimated { json.member("tokens_estimated", true) }
        text("finish_reason", record.finishReason, &json)
        json.member("bytes_in", record.bytesIn)
        json.member("bytes_out", record.bytesOut)
    }

    private func text(_ name: String, _ value: String?, _ json: inout JSONWriter) {
        if let value { json.member(name, value) }
    }

    private func number(_ name: String, _ value: Int?, _ json: inout JSONWriter) {
        if let value { json.member(name, value) }
    }

    /// What a client chose may be of any length.
    private func bounded(_ text: String) -> String { RequestLog.bounded(text) }
}
