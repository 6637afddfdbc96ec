/// Reads requests from bytes as they arrive, strictly by RFC 9112: where two programs might disagree about where a
/// request ends, it is refused.
///
/// A value that knows no socket: `next` is offered the bytes that were not consumed yet, followed by new ones, and
/// says what they are and how many it has consumed. However the bytes are cut, the answers amount to the same.
package struct HTTPRequestParser: Sendable {
    package enum Event: Sendable, Equatable {
        /// More bytes are needed; those not consumed must be offered again.
        case needMore
        case head(HTTPRequestHead)
        /// The next piece of the body, by its place among the bytes offered.
        case body(Range<Int>)
        /// The request is whole. What follows is the next request.
        case complete
        /// Final: there is no telling where the next request begins.
        case failed(HTTPRequestFailure)
    }

    package struct Step: Sendable, Equatable {
        package var event: Event
        package var consumed: Int
    }

    enum State: Sendable, Equatable {
        case requestLine
        case fields
        /// The head was given out, the body is what the framing says.
        case body(HTTPRequestHead.Framing)
        case fixed(remaining: Int)
        case chunkSize
        case chunk(remaining: Int)
        case chunkEnd
        case trailers
        case complete
        case failed(HTTPRequestFailure)
    }

    let limits: HTTPRequestLimits
    var state = State.requestLine
    var draft = Draft()
    private var lines = HTTPLineScanner()
    private var skippedBlankLine = false
    private var bodyBytes = 0

    package init(limits: HTTPRequestLimits = HTTPRequestLimits()) { self.limits = limits }

    /// Whether no byte of a request was consumed since the last one was complete.
    package var isBetweenRequests: Bool { state == .requestLine && !skippedBlankLine }

    /// Says what the bytes are. Call it until it answers `.needMore` or `.failed`.
    package mutating func next(_ bytes: Span<UInt8>) -> Step {
        do throws(HTTPRequestFailure) {
            return try step(bytes)
        } catch {
            state = .failed(error)
            return Step(event: .failed(error), consumed: 0)
        }
    }

    private mutating func step(_ bytes: Span<UInt8>) throws(HTTPRequestFailure) -> Step {
        var position = 0
        while true {
            switch state {
            case .requestLine:
                guard try checkFirstByte(bytes, &position) else { break }
                guard let line = try nextLine(bytes, &position, limit: limits.requestLineBytes, tooLong: .requestLine)
                else { break }
                draft.begin(headBytes: line.count + 2)
                try draft.readRequestLine(bytes.extracting(line))
                state = .fields
                continue

            case .fields:
                guard let line = try nextLine(bytes, &position, limit: fieldLimit, tooLong: .head) else { break }
                draft.headBytes += line.count + 2
                if line.isEmpty {
                    let head = try draft.finish(limits: limits)
                    state = .body(head.framing)
                    return Step(event: .head(head), consumed: position)
                }
                try draft.readField(bytes.extracting(line), limits: limits)
                continue

            case .body(let framing):
                bodyBytes = 0
                switch framing {
                case .none: state = .complete
                case .length(let length): state = .fixed(remaining: length)
                case .chunked: state = .chunkSize
                }
                continue

            case .fixed(let remaining):
                guard remaining > 0 else {
                    state = .complete
                    continue
                }
                guard position < bytes.count else { break }
                let count = min(remaining, bytes.count - position)
                state = .fixed(remaining: remaining - count)
                return Step(event: .body(position..<position + count), consumed: position + count)

            case .chunkSize:
                guard let line = try nextLine(bytes, &position, limit: limits.chunkLineBytes, tooLong: .chunkLine)
                else { break }
                let size = try chunkSize(bytes.extracting(line))
                guard size <= limits.bodyBytes - bodyBytes else { throw .bodyTooLong(limits.bodyBytes) }
                bodyBytes += size
                state = size == 0 ? .trailers : .chunk(remaining: size)
                continue

            case .chunk(let remaining):
                guard position < bytes.count else { break }
                let count = min(remaining, bytes.count - position)
                state = count == remaining ? .chunkEnd : .chunk(remaining: remaining - count)
                return Step(event: .body(position..<position + count), consumed: position + count)

            case .chunkEnd:
                if position < bytes.count, bytes[position] != CR { throw .chunkOverrun }
                guard position + 1 < bytes.count else { break }
                guard bytes[position + 1] == LF else { throw .chunkOverrun }
                position += 2
                state = .chunkSize
                continue

            case .trailers:
                guard let line = try nextLine(bytes, &position, limit: fieldLimit, tooLong: .head) else { break }
                draft.headBytes += line.count + 2
                if line.isEmpty {
                    state = .complete
                } else {
                    try draft.readTrailer(bytes.extracting(line), limits: limits)
                }
                continue

            case .complete:
                state = .requestLine
                skippedBlankLine = false
                return Step(event: .complete, consumed: position)

            case .failed(let failure):
                return Step(event: .failed(failure), consumed: 0)
            }
            return Step(event: .needMore, consumed: position)
        }
    }

    private var fieldLimit: Int { limits.headBytes - draft.headBytes }

    /// Refuses what is not HTTP as soon as it shows, and skips the one blank line that a client may send between
    /// requests. False where more bytes are needed.
    private mutating func checkFirstByte(
        _ bytes: Span<UInt8>,
        _ position: inout Int
    ) throws(HTTPRequestFailure) -> Bool {
        while position < bytes.count {
            let first = bytes[position]
            if HTTPByte.isToken(first) { return true }
            if first == 0x16 {
                throw HTTPRequestFailure(400, "this looks like TLS, but plain HTTP is spoken here: use http://")
            }
            guard first == CR, !skippedBlankLine else {
                throw HTTPRequestFailure(400, "a request must begin with a method, not with byte \(first)")
            }
            guard position + 1 < bytes.count else { return false }
            guard bytes[position + 1] == LF else { throw .bareCR }
            position += 2
            skippedBlankLine = true
        }
        return false
    }

    /// The place of the next line, without its end; nil where it has not ended yet.
    private mutating func nextLine(
        _ bytes: Span<UInt8>,
        _ position: inout Int,
        limit: Int,
        tooLong: LineKind
    ) throws(HTTPRequestFailure) -> Range<Int>? {
        do throws(HTTPLineScanner.Fault) {
            return try lines.next(bytes, &position, limit: limit)
        } catch {
            switch error {
            case .tooLong: throw tooLong.failure(limits)
            case .bareLF: throw HTTPRequestFailure(400, "a line must end with CR LF, not with LF alone")
            }
        }
    }

    private func chunkSize(_ line: Span<UInt8>) throws(HTTPRequestFailure) -> Int {
        do throws(ChunkLine.Fault) {
            return try ChunkLine.size(line)
        } catch {
            throw HTTPRequestFailure(400, error.message)
        }
    }

    private enum LineKind {
        case requestLine, head, chunkLine

        func failure(_ limits: HTTPRequestLimits) -> HTTPRequestFailure {
            switch self {
            case .requestLine:
                HTTPRequestFailure(414, "the request line is longer than \(limits.requestLineBytes) bytes")
            case .head: HTTPRequestFailure(431, "the header section is longer than \(limits.headBytes) bytes")
            case .chunkLine:
                HTTPRequestFailure(400, "a chunk's size line is longer than \(limits.chunkLineBytes) bytes")
            }
        }
    }
}

extension HTTPRequestFailure {
    static let bareCR = HTTPRequestFailure(400, "CR may stand only before LF, at a line's end")
    static let chunkOverrun = HTTPRequestFailure(400, "a chunk is longer than its size says")

    static func bodyTooLong(_ limit: Int) -> HTTPRequestFailure {
        HTTPRequestFailure(413, "the body is longer than the \(limit) bytes that are allowed")
    }
}
