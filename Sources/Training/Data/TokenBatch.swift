/// Texts as tokens, one behind the other, as a pass takes them: for each row the token, the one that comes next, and how much
/// it counts that this one is foreseen.
package struct TokenBatch: Sendable, Equatable {
    package private(set) var tokens: [Int32] = []
    package private(set) var targets: [Int32] = []
    package private(set) var weights: [Float] = []
    package private(set) var positions: [Int32] = []
    /// The rows of each text.
    package private(set) var texts: [Range<Int>] = []

    package init() {}

    package var rows: Int { tokens.count }
    /// What all of it counts.
    package var weight: Double { weights.reduce(0) { $0 + Double($1) } }

    /// A text of n tokens has n - 1 rows: nothing is known of what comes after the last.
    package mutating func append(_ text: WeightedText) {
        guard text.rows > 0 else { return }
        texts.append(rows..<(rows + text.rows))
        tokens += text.tokens.dropLast()
        targets += text.tokens.dropFirst()
        weights += text.weights.dropFirst()
        positions += (0..<Int32(text.rows))
    }
}

/// A text's tokens, and what it counts to foresee each. The first one's weight is not used.
package struct WeightedText: Sendable, Equatable {
    package private(set) var tokens: [Int32] = []
    package private(set) var weights: [Float] = []

    package init() {}

    package var rows: Int { max(0, tokens.count - 1) }
    package var weight: Float { weights.dropFirst().reduce(0, +) }

    package mutating func append(_ tokens: some Collection<Int32>, weight: Float) {
        self.tokens += tokens
        weights += repeatElement(weight, count: tokens.count)
    }
}
