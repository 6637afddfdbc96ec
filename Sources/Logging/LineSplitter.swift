/// Cuts the output of a child process into lines for the log, wherever its pieces were cut.
///
/// A line that is longer than the limit is handed out in parts. Empty lines are left out.
package struct LineSplitter: Sendable {
    private var rest: [UInt8] = []
    private let limit: Int

    package init(limit: Int = 8192) { self.limit = max(1, limit) }

    /// The lines that this piece completes. Bytes that are no UTF-8 become replacement characters.
    package mutating func feed(_ piece: some Collection<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in piece {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                end(&lines)
            } else {
                rest.append(byte)
                if rest.count >= limit { end(&lines) }
            }
        }
        return lines
    }

    /// The last line, if the output ended without an end of line.
    package mutating func finish() -> String? {
        var lines: [String] = []
        end(&lines)
        return lines.first
    }

    private mutating func end(_ lines: inout [String]) {
        guard !rest.isEmpty else { return }
        lines.append(String(decoding: rest, as: UTF8.self))
        rest.removeAll(keepingCapacity: true)
    }
}
