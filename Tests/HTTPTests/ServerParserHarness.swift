@testable import HTTP

/// What a parser made of some bytes: the requests that were whole, and how it ended.
struct Parsed: Equatable {
    var heads: [HTTPRequestHead] = []
    var bodies: [[UInt8]] = []
    var complete = 0
    var failure: HTTPRequestFailure?

    /// Feeds a parser the pieces one after the other, as a connection does.
    init(pieces: [[UInt8]], limits: HTTPRequestLimits = HTTPRequestLimits()) {
        var parser = HTTPRequestParser(limits: limits)
        var waiting: [UInt8] = []
        for piece in pieces {
            waiting += piece
            var offered = waiting
            feeding: while true {
                let step = parser.next(offered.span)
                switch step.event {
                case .needMore: break
                case .head(let head):
                    heads.append(head)
                    bodies.append([])
                case .body(let range): bodies[bodies.count - 1] += offered[range]
                case .complete: complete += 1
                case .failed(let failure):
                    self.failure = failure
                    return
                }
                offered.removeFirst(step.consumed)
                if step.event == .needMore { break feeding }
            }
            waiting = offered
        }
    }

    init(_ text: String, limits: HTTPRequestLimits = HTTPRequestLimits()) {
        self.init(pieces: [Array(text.utf8)], limits: limits)
    }
}

extension String {
    /// Lines as HTTP ends them, and the blank line after a head.
    static func head(_ lines: String...) -> String { lines.joined(separator: "\r\n") + "\r\n\r\n" }
}

/// Numbers that are the same in every run.
struct Random: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
