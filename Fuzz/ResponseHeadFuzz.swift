// layers: Providers
// seeds: Fuzz/seeds/ResponseHead

import Foundation
import Providers

@testable import HTTP

/// The head of a backend's answer is read within bounds or refused, and no field of it can break the head that it is
/// passed on in. Each of the input's lines is a line of the head.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzResponseHead(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let lines = input.split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0) + [0x0a] }
    guard var head = read(lines, limit: 1024) else { return 0 }
    precondition(head.length <= 1024)
    precondition(head.status == 0 || (100...999).contains(head.status))
    precondition((head.contentLength ?? 0) >= 0 && (head.keepAlive ?? 0) >= 0)
    let headers = head.takeHeaders()
    let fields = headers.fields
    for field in fields {
        precondition(!field.name.isEmpty && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x3a })
        let breaks: [UInt8] = [0x0a, 0x0d, 0]
        precondition(!field.value.utf8.contains(where: breaks.contains))
    }
    let now = Date(timeIntervalSince1970: 1_700_000_000)
    if let wait = RetryAfter.read(headers, now: now) {
        precondition(wait >= .zero && wait <= .seconds(86_400))
    }
    guard head.isComplete else { return 0 }
    // Read again from what would be written, it says the same.
    var written = ["HTTP/1.1 \(head.status) OK\r\n"]
    for field in fields { written.append("\(field.name): \(field.value)\r\n") }
    guard let again = read((written + ["\r\n"]).map { Array($0.utf8) }, limit: 65_536) else {
        fatalError("it is not read again")
    }
    precondition(again.isComplete && again.status == head.status)
    precondition(again.contentLength == head.contentLength && again.coding == head.coding)
    return 0
}

private func read(_ lines: [[UInt8]], limit: Int) -> HTTPResponseHead? {
    var head = HTTPResponseHead()
    for line in lines {
        var end = line.count - 1
        if end > 0, line[end - 1] == 0x0d { end -= 1 }
        do {
            try head.read(line.span.extracting(..<end), of: line.count, limit: limit)
        } catch {
            return nil
        }
    }
    return head
}
