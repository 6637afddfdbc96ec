extension ModelDescription.Architecture {
    /// The one of this name in GGUF; an error that names the ones there are for any other.
    init(named name: String, file: String) throws(ModelFileError) {
        guard let known = Self(rawValue: name) else {
            throw ModelFileError(
                .unsupported,
                file: file,
                "its architecture is '\(name)', and Martlet's engine runs "
                    + Self.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        self = known
    }

    /// Whether the model reads a whole text at once and gives vectors, not next tokens.
    package var isEncoder: Bool { self == .bert || self == .nomicBERT }
}

extension ModelDescription {
    /// What a size may be. Models that exist stay far below; products of any two of them, and of a few, fit in an `Int`.
    enum Limit {
        static let vocabulary = 1...(1 << 24)
        static let context = 1...(1 << 30)
        static let embedding = 1...(1 << 18)
        static let layers = 1...4096
        static let feedForward = 1...(1 << 20)
        static let heads = 1...(1 << 12)
        static let headSize = 1...(1 << 13)
        static let experts = 0...4096
        static let window = 1...Int.max
    }

    /// Some files name special tokens that their vocabulary does not have: those are as good as none.
    mutating func dropStrayTokens() {
        let ids = 0..<vocabularySize
        var seen = Set<Int>()
        endTokens = endTokens.filter { ids.contains($0) && seen.insert($0).inserted }
        if let begin = beginToken, !ids.contains(begin) { beginToken = nil }
    }

    /// Throws, naming what is wrong, where the numbers do not go together.
    func check(_ file: String) throws(ModelFileError) {
        func require(_ holds: Bool, _ message: @autoclosure () -> String) throws(ModelFileError) {
            guard holds else { throw ModelFileError(.malformed, file: file, message()) }
        }
        func range(_ what: String, _ value: Int, _ range: ClosedRange<Int>) throws(ModelFileError) {
            try require(
                range.contains(value),
                "its \(what) should be from \(range.lowerBound) to \(range.upperBound), but is \(value)"
            )
        }
        try range("vocabulary's size", vocabularySize, Limit.vocabulary)
        try range("context length", contextLength, Limit.context)
        try range("embedding length", embeddingLength, Limit.embedding)
        try range("number of layers", layerCount, Limit.layers)
        try range("feed-forward length", feedForwardLength, Limit.feedForward)
        try range("number of heads", headCount, Limit.heads)
        try range("number of key-value heads", keyValueHeadCount, 1...headCount)
        try require(
            headCount % keyValueHeadCount == 0,
            "its \(headCount) heads cannot share \(keyValueHeadCount) key-value heads evenly"
        )
        try range("size of a head", headSize, Limit.headSize)
        try range("size of a value", valueSize, Limit.headSize)
        try range("number of values that are turned by position", rotarySize, 0...headSize)
        try require(rotarySize % 2 == 0, "it turns \(rotarySize) values of a head by position, which are no pairs")
        try range("number of experts", expertCount, Limit.experts)
        if expertCount > 0 {
            try range("number of experts that are used", expertsUsed, 1...expertCount)
            try range("experts' feed-forward length", expertFeedForwardLength, Limit.feedForward)
        }
        try require(slidingWindow.map { $0 > 0 } ?? true, "its sliding window is of \(slidingWindow ?? 0) positions")
        try require(rotaryBase.isFinite && rotaryBase > 0, "its rotary base is \(rotaryBase)")
        try require(normEpsilon.isFinite && normEpsilon >= 0, "its norms' epsilon is \(normEpsilon)")
        try require(attentionScale.isFinite && attentionScale != 0, "its attention's scale is \(attentionScale)")
        try require(embeddingScale.isFinite, "its embedding's scale is \(embeddingScale)")
        for softcap in [attentionSoftcap, finalSoftcap].compactMap(\.self) {
            try require(softcap.isFinite && softcap > 0, "a soft cap of it is \(softcap)")
        }
        try require(swiGLUAlpha.isFinite && swiGLULimit.isFinite && swiGLULimit > 0, "its experts' gate has no sense")
        try checkScaling(file)
    }

    private func checkScaling(_ file: String) throws(ModelFileError) {
        let problem: String? =
            switch rotaryScaling {
            case .none: nil
            case .linear(let factor): Self.problem(factor: factor)
            case .llama3(let factor, let low, let high, let context):
                Self.problem(factor: factor) ?? Self.problem(context: context)
                    ?? (low.isFinite && high.isFinite && low > 0 && high > low
                        ? nil : "its low and high frequency factors are \(low) and \(high)")
            case .yarn(let factor, let context, let fast, let slow, let attention, _):
                Self.problem(factor: factor) ?? Self.problem(context: context)
                    ?? (fast.isFinite && slow.isFinite && slow > 0 && fast >= slow
                        ? nil : "its betas are \(fast) and \(slow)")
                    ?? attention.flatMap(Self.problem(factor:))
            case .longRope(let short, let long, let context, let attention):
                problem(divisors: short) ?? problem(divisors: long) ?? Self.problem(context: context)
                    ?? attention.flatMap(Self.problem(factor:))
            case .divisors(let divisors): problem(divisors: divisors)
            }
        if let problem {
            throw ModelFileError(.malformed, file: file, "its rotary scaling is damaged: \(problem)")
        }
    }

    private static func problem(factor: Double) -> String? {
        factor.isFinite && factor > 0 ? nil : "a factor is \(factor)"
    }

    private static func problem(context: Int) -> String? {
        Limit.context.contains(context) ? nil : "the original context is \(context)"
    }

    private func problem(divisors: [Float]) -> String? {
        guard divisors.count == rotarySize / 2 else {
            return "there are \(divisors.count) divisors for \(rotarySize / 2) frequencies"
        }
        guard let bad = divisors.first(where: { !($0.isFinite && $0 > 0) }) else { return nil }
        return "a divisor is \(bad)"
    }
}
