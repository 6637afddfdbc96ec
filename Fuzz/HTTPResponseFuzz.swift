// sources: Sources/HTTP/HTTPHeaders.swift Sources/HTTP/Client/HTTPResponseHead.swift
// sources: Sources/HTTP/Client/Plain/HTTPResponseParser.swift Sources/HTTP/Grammar/*.swift
// seeds: Fuzz/seeds/HTTPResponse

/// A backend's bytes offered whole, cut where the first two bytes say, and one by one must be read as the same answer; and
/// what was read as whole, written again in another framing, as that answer once more.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTPResponse(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let all = Array(UnsafeBufferPointer(start: start, count: count))
    guard all.count > 2 else { return 0 }
    let bytes = Array(all[2...])
    let method = all[0] & 0x80 == 0 ? "GET" : "HEAD"
    let cut = (Int(all[0] & 0x7f) << 8 | Int(all[1])) % (bytes.count + 1)
    let whole = read([bytes], method)
    guard whole == read([Array(bytes[..<cut]), Array(bytes[cut...])], method) else {
        fatalError("cut at \(cut) it differs")
    }
    if bytes.count <= 512 {
        guard whole == read(bytes.map { [$0] }, method) else { fatalError("byte by byte it differs") }
    }
    if method == "HEAD" { precondition(whole.body.isEmpty) }
    guard whole.isWhole else {
        precondition(!whole.keepsAlive)
        return 0
    }
    precondition((200...999).contains(whole.status))
    rewrite(whole, method)
    return 0
}

/// Passed on with a length instead of what framed it, an answer must still be read as it was.
private func rewrite(_ answer: Reading, _ method: String) {
    let framing = ["content-length", "transfer-encoding", "connection", "keep-alive"]
    var head = "HTTP/1.1 \(answer.status) OK\r\n"
    let kept = answer.fields.filter { field in !framing.contains { field.name.equalsIgnoringCase($0) } }
    for field in kept { head += "\(field.name): \(field.value)\r\n" }
    if answer.status != 204, answer.status != 304 { head += "content-length: \(answer.body.count)\r\n" }
    let again = read([Array((head + "\r\n").utf8) + answer.body], method, limit: 1 << 20)
    guard again.isWhole, again.keepsAlive, again.status == answer.status, again.body == answer.body,
        again.fields.prefix(kept.count).elementsEqual(kept)
    else { fatalError("it is not read again") }
}

private struct Reading: Equatable {
    var status = 0
    var fields: [HTTPHeaders.Field] = []
    var body: [UInt8] = []
    var isWhole = false
    var keepsAlive = false
    var left = 0
    var failure: HTTPResponseHead.Fault?
}

private func read(_ pieces: [[UInt8]], _ method: String, limit: Int = 400) -> Reading {
    var parser = HTTPResponseParser(headLimit: limit)
    parser.begin(method: method)
    var reading = Reading()
    var waiting: [UInt8] = []
    for piece in pieces {
        waiting += piece
        var isHungry = reading.isWhole
        while !isHungry {
            let step = parser.next(waiting.span)
            guard step.consumed <= waiting.count else { fatalError("consumed what is not there") }
            switch step.event {
            case .needMore: isHungry = true
            case .head:
                reading.status = parser.head.status
                reading.fields = parser.withHead { $0.takeHeaders().fields }
            case .body(let range): reading.body += waiting[range]
            case .complete:
                reading.isWhole = true
                isHungry = true
            case .failed(let failure):
                reading.failure = failure
                return reading
            }
            waiting.removeFirst(step.consumed)
        }
    }
    if reading.isWhole { reading.left = waiting.count }
    reading.keepsAlive = parser.keepsAlive
    reading.isWhole = reading.isWhole || parser.endsHere
    return reading
}
