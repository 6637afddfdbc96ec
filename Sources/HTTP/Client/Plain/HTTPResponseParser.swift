/// Reads answers from bytes as they arrive, strictly by RFC 9112: what another reader might take for the end of an
/// answer elsewhere is refused, because the connection is used again.
///
/// A value that knows no socket: `next` is offered the bytes that were not consumed yet, followed by new ones, and
/// says what they are and how many it has consumed. However the bytes are cut, the answers amount to the same.
struct HTTPResponseParser: Sendable {
    enum Event: Sendable, Equatable {
        /// More bytes are needed; those not consumed must be offered again.
        case needMore
        /// `head` is complete.
        case head
        /// The next piece of the body, by its place among the bytes offered.
        case body(Range<Int>)
        /// The answer is whole. What follows was not asked for.
        case complete
        /// Final, with what is wrong.
        case failed(HTTPResponseHead.Fault)
    }

    struct Step: Sendable, Equatable {
        var event: Event
        var consumed: Int
    }

    private enum State: Sendable, Equatable {
        case head
        case body
        case fixed(remaining: Int)
        case chunkSize
        case chunk(remaining: Int)
        case chunkEnd
        case trailers
        case untilClose
        case complete
        case failed(HTTPResponseHead.Fault)
    }

    private let headLimit: Int
    private let chunkLineLimit = 4096
    private(set) var head = HTTPResponseHead()
    private var state = State.complete
    private var lines = HTTPLineScanner()
    /// Whether the answer is to `HEAD`, and so has no body whatever its fields say.
    private var isToHead = false

    init(headLimit: Int) { self.headLimit = headLimit }

    /// Makes ready for the answer to a request of this method.
    mutating func begin(method: String) {
        head.begin()
        state = .head
        lines = HTTPLineScanner()
        isToHead = method == "HEAD"
    }

    /// Lends the head, so that its fields can be taken.
    mutating func withHead<Value>(_ body: (inout HTTPResponseHead) -> Value) -> Value { body(&head) }

    /// Whether the answer is as whole as it can be, now that the connection has ended.
    var endsHere: Bool { state == .untilClose || state == .complete }

    /// Whether the connection may be used again after this answer, which must be complete.
    var keepsAlive: Bool {
        guard state == .complete, !head.saysClose else { return false }
        // HTTP/1.0 knows no chunks: who sends them all the same is not trusted with another request.
        return head.minorVersion != 0 || head.saysKeepAlive && head.coding == .none
    }

    /// Says what the bytes are. Call it until it answers `.needMore`, `.complete` or `.failed`.
    mutating func next(_ bytes: Span<UInt8>) -> Step {
        do throws(HTTPResponseHead.Fault) {
            return try step(bytes)
        } catch {
            state = .failed(error)
            return Step(event: .failed(error), consumed: 0)
        }
    }

    private mutating func step(_ bytes: Span<UInt8>) throws(HTTPResponseHead.Fault) -> Step {
        var position = 0
        while true {
            switch state {
            case .head:
                if head.length == 0 { try checkBeginning(bytes) }
                guard let line = try nextLine(bytes, &position, headLimit - head.length, .head) else { break }
                try head.read(bytes.extracting(line), of: line.count + 2, limit: headLimit)
                guard head.isComplete else { continue }
                guard head.minorVersion != nil else { throw .noStatus }
                state = .body
                return Step(event: .head, consumed: position)

            case .body:
                state = try stateOfBody()
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
                guard let line = try nextLine(bytes, &position, chunkLineLimit, .chunkLine) else { break }
                let size = try chunkSize(bytes.extracting(line))
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
                guard let line = try nextLine(bytes, &position, headLimit - head.length, .head) else { break }
                if line.isEmpty {
                    state = .complete
                } else {
                    try head.readTrailer(bytes.extracting(line), of: line.count + 2, limit: headLimit)
                }
                continue

            case .untilClose:
                guard position < bytes.count else { break }
                return Step(event: .body(position..<bytes.count), consumed: bytes.count)

            case .complete:
                return Step(event: .complete, consumed: position)

            case .failed(let fault):
                return Step(event: .failed(fault), consumed: 0)
            }
            return Step(event: .needMore, consumed: position)
        }
    }

    /// How the body is framed (RFC 9112, 6.3).
    private func stateOfBody() throws(HTTPResponseHead.Fault) -> State {
        if isToHead || head.status == 204 || head.status == 304 { return .complete }
        switch head.coding {
        case .none: return head.contentLength.map { .fixed(remaining: $0) } ?? .untilClose
        case .chunked:
            guard head.contentLength == nil else {
                throw HTTPResponseHead.Fault(message: "said in two ways how long its answer is")
            }
            return .chunkSize
        case .other: throw HTTPResponseHead.Fault(message: "sent its answer in a transfer coding nobody asked for")
        }
    }

    /// Refuses what is not HTTP as soon as it shows.
    private func checkBeginning(_ bytes: Span<UInt8>) throws(HTTPResponseHead.Fault) {
        let beginning: StaticString = "HTTP/"
        for index in 0..<min(bytes.count, beginning.utf8CodeUnitCount) {
            guard unsafe bytes[index] == beginning.utf8Start[index] else { throw .noStatus }
        }
    }

    private func chunkSize(_ line: Span<UInt8>) throws(HTTPResponseHead.Fault) -> Int {
        // Some servers fill the line up with blanks.
        var end = line.count
        while end > 0, line[end - 1] == 0x20 || line[end - 1] == 0x09 { end -= 1 }
        do throws(ChunkLine.Fault) {
            return try ChunkLine.size(line.extracting(..<end))
        } catch {
            throw HTTPResponseHead.Fault(message: "sent a chunk that is not HTTP (\(error.message))")
        }
    }

    private enum LineKind: String { case head, chunkLine = "chunk's size line" }

    private mutating func nextLine(
        _ bytes: Span<UInt8>,
        _ position: inout Int,
        _ limit: Int,
        _ kind: LineKind
    ) throws(HTTPResponseHead.Fault) -> Range<Int>? {
        do throws(HTTPLineScanner.Fault) {
            return try lines.next(bytes, &position, limit: limit)
        } catch {
            switch error {
            case .tooLong:
                let limit = kind == .head ? headLimit : chunkLineLimit
                throw HTTPResponseHead.Fault(message: "sent a \(kind.rawValue) of more than \(limit) bytes")
            case .bareLF: throw HTTPResponseHead.Fault(message: "ended a line with LF alone, which is not HTTP")
            }
        }
    }
}

extension HTTPResponseHead.Fault {
    fileprivate static let chunkOverrun = HTTPResponseHead.Fault(
        message: "sent a chunk that is not HTTP (it is longer than its size says)"
    )
}
