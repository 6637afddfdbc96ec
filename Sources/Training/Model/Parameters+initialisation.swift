#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Parameters {
    /// Weights to begin with, from a seed: norms are ones, matrices are drawn from a normal distribution, those that write to the
    /// stream smaller the more of them there are, so that it begins as large at any depth.
    func initialise(seed: UInt64) {
        var random = SeededRandom(seed)
        for part in layout.vectors { for place in part.range { weights[place] = 1 } }
        let inner = 1 / sqrt(Double(shape.width))
        let writing = inner / sqrt(2 * Double(shape.layers))
        draw(layout.embedding, deviation: 0.02, &random)
        for layer in layout.layers {
            draw(layer.inputs, deviation: inner, &random)
            draw(layer.output, deviation: writing, &random)
            draw(layer.gateUp, deviation: inner, &random)
            draw(layer.down, deviation: writing * sqrt(Double(shape.width) / Double(shape.feedForward)), &random)
        }
        if !shape.isTied { draw(layout.head, deviation: 0.02, &random) }
    }

    private func draw(_ part: ParameterLayout.Part, deviation: Double, _ random: inout SeededRandom) {
        for place in part.range { weights[place] = Float(random.normal() * deviation) }
    }
}

/// SplitMix64: a seed's numbers, the same on every machine.
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64
    private var spare: Double?

    package init(_ seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// From 0 up to 1.
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Of the normal distribution, by pairs on the unit circle.
    mutating func normal() -> Double {
        if let spare {
            self.spare = nil
            return spare
        }
        while true {
            let (x, y) = (2 * unit() - 1, 2 * unit() - 1)
            let size = x * x + y * y
            guard size > 0, size < 1 else { continue }
            let factor = sqrt(-2 * log(size) / size)
            spare = y * factor
            return x * factor
        }
    }
}
