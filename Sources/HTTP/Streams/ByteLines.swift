import Foundation

/// Cuts bytes that arrive in pieces into lines. Only a line that is cut in two by the pieces is ever moved.
struct ByteLines {
    /// What ends a line.
    enum Ending {
        /// `\n`, or `\r\n`.
        case feed
        /// `\n`, `\r\n`, or `\r` alone.
        case feedOrReturn
    }

    let ending: Ending
    let limit: Int

    private(set) var bytes: [UInt8] = []
    /// Where the line that is looked for begins.
    private var start = 0
    private var feed = Sought(byte: 0x0a)
    private var carriageReturn = Sought(byte: 0x0d)
    /// The last line ended with `\r`: a `\n` that follows belongs to it.
    private var afterReturn = false

    init(ending: Ending, limit: Int) {
        self.ending = ending
        self.limit = limit
    }

    /// Adds a piece. A piece that begins where a line begins is kept as it is, without a copy.
    mutating func append(_ piece: [UInt8]) {
        if start >= bytes.count {
            bytes = piece
            start = 0
            feed.reset()
            carriageReturn.reset()
        } else {
            if start > bytes.count / 2 {
                bytes.removeFirst(start)
                feed.shift(by: start)
                carriageReturn.shift(by: start)
                start = 0
            }
            bytes += piece
        }
    }

    /// Where the next whole line stands in `bytes`, without its ending; nil until there is more.
    mutating func next() throws(StreamError) -> Range<Int>? {
        if afterReturn, start < bytes.count {
            if bytes[start] == 0x0a { start += 1 }
            afterReturn = false
        }
        guard start < bytes.count else { return nil }
        guard let end = lineEnd() else {
            // A `\r` at the end may turn out to belong to the ending.
            let ended = ending == .feed && bytes[bytes.count - 1] == 0x0d ? 1 : 0
            guard bytes.count - start - ended <= limit else { throw StreamError(limit: limit) }
            return nil
        }
        var line = start..<end
        start = end + 1
        if bytes[end] == 0x0d {
            afterReturn = true
        } else if ending == .feed, line.count > 0, bytes[end - 1] == 0x0d {
            line = line.lowerBound..<(end - 1)
        }
        guard line.count <= limit else { throw StreamError(limit: limit) }
        return line
    }

    /// What stands after the last ending, when nothing more will come.
    mutating func rest() -> Range<Int> {
        if afterReturn, start < bytes.count, bytes[start] == 0x0a { start += 1 }
        var line = min(start, bytes.count)..<bytes.count
        if ending == .feed, let last = bytes[line].last, last == 0x0d { line = line.lowerBound..<(line.upperBound - 1) }
        start = bytes.count
        return line
    }

    /// The bytes of a line that `next` has just found. The last line of a piece is handed over without a copy where
    /// it is all there is.
    mutating func take(_ line: Range<Int>) -> [UInt8] {
        guard line.lowerBound == 0, start == bytes.count else { return Array(bytes[line]) }
        var taken = bytes
        bytes = []
        start = 0
        feed.reset()
        carriageReturn.reset()
        taken.removeLast(taken.count - line.upperBound)
        return taken
    }

    private mutating func lineEnd() -> Int? {
        let nextFeed = feed.find(in: bytes, from: start)
        guard ending == .feedOrReturn else { return nextFeed }
        guard let nextReturn = carriageReturn.find(in: bytes, from: start) else { return nextFeed }
        return nextFeed.map { min($0, nextReturn) } ?? nextReturn
    }
}

/// A byte that is looked for from left to right; no part of the text is looked at twice.
private struct Sought {
    let byte: UInt8
    private var found = -1
    private var scanned = 0

    init(byte: UInt8) { self.byte = byte }

    mutating func reset() {
        found = -1
        scanned = 0
    }

    mutating func shift(by count: Int) {
        found = max(-1, found - count)
        scanned = max(0, scanned - count)
    }

    /// The first place at or after `start`, which never goes back.
    mutating func find(in bytes: [UInt8], from start: Int) -> Int? {
        if found >= start { return found }
        let from = max(scanned, start)
        found = unsafe bytes.withUnsafeBytes { bytes in
            guard from < bytes.count, let base = bytes.baseAddress,
                let place = unsafe memchr(base + from, Int32(byte), bytes.count - from)
            else { return -1 }
            return unsafe UnsafeRawPointer(place) - base
        }
        scanned = found >= 0 ? found + 1 : bytes.count
        return found >= 0 ? found : nil
    }
}

/// A line or an event is longer than its reader's limit.
package struct StreamError: Error, Equatable, CustomStringConvertible {
    package let limit: Int
    package var description: String { "a line of the stream is longer than \(limit) bytes" }

    /// How long a line may be unless said otherwise.
    package static let defaultLimit = 64 << 20
}
