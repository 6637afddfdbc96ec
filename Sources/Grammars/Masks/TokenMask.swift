/// Which tokens of a vocabulary are allowed: a bit each.
package struct TokenMask: Sendable, Equatable {
    /// Bit `token % 64` of word `token / 64`. Bits beyond the vocabulary are zero.
    package internal(set) var words: [UInt64]
    /// How many tokens the vocabulary has.
    package let count: Int

    /// None is allowed.
    package init(count: Int) {
        self.count = count
        words = [UInt64](repeating: 0, count: (count + 63) / 64)
    }

    package subscript(_ token: Int) -> Bool {
        get { (0..<count).contains(token) && words[token >> 6] >> UInt64(token & 63) & 1 == 1 }
        set {
            guard (0..<count).contains(token) else { return }
            let bit = UInt64(1) << UInt64(token & 63)
            if newValue { words[token >> 6] |= bit } else { words[token >> 6] &= ~bit }
        }
    }

    package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    mutating func clear() {
        for index in words.indices { words[index] = 0 }
    }

    mutating func formUnion(_ other: [UInt64]) {
        for index in words.indices { words[index] |= other[index] }
    }
}
