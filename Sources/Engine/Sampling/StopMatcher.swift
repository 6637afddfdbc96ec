/// Watches a text for stop strings as it comes in pieces, whose borders fall anywhere. What may yet become a stop string is
/// held back; what cannot is let go at once.
package struct StopMatcher: Sendable {
    package struct Output: Sendable, Equatable {
        /// What may be shown now.
        package var text: [UInt8]
        /// The stop string that ended the text (its index); of several that end at once, the longest.
        package var stop: Int?
    }

    /// A state is what of the text's end is the beginning of a stop string: the longest such.
    private struct State: Sendable {
        var depth: Int
        var next: [UInt8: Int] = [:]
        /// The state of the longest of its own ends.
        var fallback = 0
        var stop: Int?
    }

    private var states = [State(depth: 0)]
    private let lengths: [Int]
    private var state = 0
    private var held: [UInt8] = []
    /// Once a stop string has been seen, nothing more comes out.
    package private(set) var hasStopped = false

    package init(_ stops: [String]) { self.init(stops.map { Array($0.utf8) }) }

    /// Empty ones stop nothing.
    package init(_ stops: [[UInt8]]) {
        lengths = stops.map(\.count)
        for (index, stop) in stops.enumerated() where !stop.isEmpty {
            var current = 0
            for byte in stop {
                if let known = states[current].next[byte] {
                    current = known
                } else {
                    states.append(State(depth: states[current].depth + 1))
                    states[current].next[byte] = states.count - 1
                    current = states.count - 1
                }
            }
            if states[current].stop == nil { states[current].stop = index }
        }
        link()
    }

    /// Gives each state its fallback, shortest first, and the stop string that ends there if it has none itself.
    private mutating func link() {
        var queue = Array(states[0].next.values)
        var place = 0
        while place < queue.count {
            let current = queue[place]
            place += 1
            for (byte, child) in states[current].next {
                let fallback = step(from: states[current].fallback, byte)
                states[child].fallback = fallback
                if states[child].stop == nil { states[child].stop = states[fallback].stop }
                queue.append(child)
            }
        }
    }

    private func step(from start: Int, _ byte: UInt8) -> Int {
        var current = start
        while true {
            if let next = states[current].next[byte] { return next }
            if current == 0 { return 0 }
            current = states[current].fallback
        }
    }

    /// Takes in the next piece of the text.
    package mutating func take(_ piece: some Sequence<UInt8>) -> Output {
        guard !hasStopped else { return Output(text: [], stop: nil) }
        for byte in piece {
            held.append(byte)
            state = step(from: state, byte)
            if let stop = states[state].stop {
                hasStopped = true
                let text = Array(held.dropLast(lengths[stop]))
                held = []
                return Output(text: text, stop: stop)
            }
        }
        let text = Array(held.dropLast(states[state].depth))
        held.removeFirst(text.count)
        return Output(text: text, stop: nil)
    }

    /// The text has ended: what was held back comes out.
    package mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }
}
