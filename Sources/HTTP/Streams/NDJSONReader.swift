/// Reads newline-delimited JSON from pieces that are cut anywhere: one line, one value. The values are not looked at.
///
/// Give it pieces with `append`; after each, take lines with `next` until it returns nil. Blank lines are skipped.
package struct NDJSONReader: Sendable {
    private var lines: ByteLines
    private var failure: StreamError?

    package init(limit: Int = StreamError.defaultLimit) {
        lines = ByteLines(ending: .feed, limit: limit)
    }

    package mutating func append(_ piece: [UInt8]) {
        guard failure == nil else { return }
        lines.append(piece)
    }

    /// The next whole line, without its ending; nil until there is more. Once it has thrown, it throws the same again.
    package mutating func next() throws(StreamError) -> [UInt8]? {
        if let failure { throw failure }
        do throws(StreamError) {
            while let line = try lines.next() {
                if !isBlank(line) { return lines.take(line) }
            }
            return nil
        } catch {
            lines = ByteLines(ending: .feed, limit: error.limit)
            failure = error
            throw error
        }
    }

    /// Ends the stream: the last line may lack its ending.
    package mutating func finish() -> [UInt8]? {
        guard failure == nil else { return nil }
        let rest = lines.rest()
        return isBlank(rest) ? nil : lines.take(rest)
    }

    private func isBlank(_ line: Range<Int>) -> Bool {
        lines.bytes[line].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
    }
}
