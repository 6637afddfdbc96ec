// sources: Sources/HTTP/HTTPHeaders.swift
// sources: Sources/HTTP/Server/HTTPRequestLimits.swift Sources/HTTP/Server/HTTPRequestParser.swift
// sources: Sources/HTTP/Server/HTTPRequestParser+fields.swift Sources/HTTP/Server/HTTPRequestGrammar.swift
// sources: Sources/HTTP/Server/KnownField.swift Sources/HTTP/Grammar/*.swift
// seeds: Fuzz/seeds/HTTPRequest

/// Bytes offered whole, cut where the first two bytes say, and one by one must be read as the same requests.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTPRequest(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let all = Array(UnsafeBufferPointer(start: start, count: count))
    guard all.count > 2 else { return 0 }
    let bytes = Array(all[2...])
    let cut = (Int(all[0]) << 8 | Int(all[1])) % (bytes.count + 1)
    let whole = read([bytes])
    guard whole == read([Array(bytes[..<cut]), Array(bytes[cut...])]) else { fatalError("cut at \(cut) it differs") }
    if bytes.count <= 512 {
        guard whole == read(bytes.map { [$0] }) else { fatalError("byte by byte it differs") }
    }
    return 0
}

private struct Reading: Equatable {
    var heads: [HTTPRequestHead] = []
    var body: [UInt8] = []
    var complete = 0
    var failure: HTTPRequestFailure?
}

private func read(_ pieces: [[UInt8]]) -> Reading {
    var limits = HTTPRequestLimits()
    limits.requestLineBytes = 200
    limits.headBytes = 400
    limits.fieldCount = 12
    limits.bodyBytes = 300
    limits.chunkLineBytes = 40
    var parser = HTTPRequestParser(limits: limits)
    var reading = Reading()
    var waiting: [UInt8] = []
    for piece in pieces {
        waiting += piece
        var isHungry = false
        while !isHungry {
            let step = parser.next(waiting.span)
            guard step.consumed <= waiting.count else { fatalError("consumed what is not there") }
            switch step.event {
            case .needMore: isHungry = true
            case .head(let head): reading.heads.append(head)
            case .body(let range): reading.body += waiting[range]
            case .complete: reading.complete += 1
            case .failed(let failure):
                reading.failure = failure
                return reading
            }
            waiting.removeFirst(step.consumed)
        }
    }
    return reading
}
