// sources: Sources/HTTP/Streams/ByteLines.swift Sources/HTTP/Streams/SSEReader.swift Sources/HTTP/Streams/NDJSONReader.swift
// seeds: Fuzz/seeds/EventStream
//
// A stream must be read the same whole and cut into pieces. The first byte says how it is cut.

private let limit = 256

private enum Outcome<Value: Equatable>: Equatable {
    case read([Value], last: Value?)
    case tooLong
}

private func events(_ pieces: [[UInt8]]) -> Outcome<SSEEvent> {
    var reader = SSEReader(limit: limit)
    var events: [SSEEvent] = []
    for piece in pieces {
        reader.append(piece)
        do { while let event = try reader.next() { events.append(event) } } catch { return .tooLong }
    }
    do { return .read(events, last: try reader.finish()) } catch { return .tooLong }
}

private func lines(_ pieces: [[UInt8]]) -> Outcome<[UInt8]> {
    var reader = NDJSONReader(limit: limit)
    var lines: [[UInt8]] = []
    for piece in pieces {
        reader.append(piece)
        do { while let line = try reader.next() { lines.append(line) } } catch { return .tooLong }
    }
    return .read(lines, last: reader.finish())
}

/// Reads one stream twice.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEventStream(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    guard count > 0 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let stream = Array(input.dropFirst())
    var state = UInt32(input[0])
    var pieces: [[UInt8]] = []
    var place = 0
    while place < stream.count {
        state = state &* 1_664_525 &+ 1_013_904_223
        let end = min(stream.count, place + 1 + Int(state >> 16) % (1 + Int(input[0]) % 16))
        pieces.append(Array(stream[place..<end]))
        place = end
    }
    precondition(events([stream]) == events(pieces), "events differ between whole and cut")
    precondition(lines([stream]) == lines(pieces), "lines differ between whole and cut")
    return 0
}
