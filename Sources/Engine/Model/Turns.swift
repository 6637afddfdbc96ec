import Glibc
package import ModelFiles

/// The cosines and sines by which a head's pairs are turned at each position (rotary embeddings), made as far as they
/// have been asked for.
///
/// An angle is position * frequency, with the frequency rounded to a float, as models were trained with. One position's
/// turn is the one before it, turned once more, in doubles: over 131,072 positions that is off by 1e-11.
@safe final class Turns: @unchecked Sendable {
    // Sendable: grown only under the model's lock, between steps. Safe: `row` is only asked for positions made.
    let pairs: Int
    private let memory: MappedMemory
    private let frequencies: [Double]
    private let amplitude: Double
    private let limit: Int
    private var made = 0

    /// Nil if memory cannot be had.
    init?(frequencies: [Float], amplitude: Double, positions: Int) {
        pairs = frequencies.count
        self.frequencies = frequencies.map(Double.init)
        self.amplitude = amplitude
        limit = positions
        let (bytes, isOver) = positions.multipliedReportingOverflow(by: 8 * frequencies.count)
        guard !isOver, let memory = MappedMemory(byteCount: bytes) else { return nil }
        self.memory = memory
    }

    /// `pairs` cosines and sines, one beside the other.
    @inline(__always)
    func row(_ position: Int) -> Floats {
        unsafe Floats(memory.start.assumingMemoryBound(to: Float.self) + position * 2 * pairs)
    }

    func extend(to count: Int) {
        let count = min(max(count, made), limit)
        guard count > made else { return }
        for (pair, frequency) in frequencies.enumerated() {
            let step = (cosine: cos(frequency), sine: sin(frequency))
            var (cosine, sine) = (cos(Double(made) * frequency), sin(Double(made) * frequency))
            for position in made..<count {
                row(position)[2 * pair] = Float(cosine * amplitude)
                row(position)[2 * pair + 1] = Float(sine * amplitude)
                (cosine, sine) = (cosine * step.cosine - sine * step.sine, sine * step.cosine + cosine * step.sine)
            }
        }
        made = count
    }

    var heldBytes: Int { made * pairs * 8 }
}

/// A model's turns: two sets where long conversations are turned otherwise than short ones.
package struct RotaryTurns: Sendable {
    let short: Turns
    /// For sequences that are longer than `shortLimit`.
    let long: Turns?
    let shortLimit: Int

    /// Nil for a model that does not turn.
    static func make(_ model: ModelDescription) throws(EngineError) -> RotaryTurns? {
        guard model.rotarySize > 0 else { return nil }
        let plain = (0..<(model.rotarySize / 2)).map { pair in
            1 / pow(model.rotaryBase, Double(2 * pair) / Double(model.rotarySize))
        }
        func turns(_ frequencies: [Double], _ amplitude: Double = 1) throws(EngineError) -> Turns {
            guard frequencies.allSatisfy(\.isFinite), amplitude.isFinite else {
                throw EngineError(.badModel, "the model's rotary frequencies are no numbers")
            }
            guard
                let turns = Turns(
                    frequencies: frequencies.map(Float.init),
                    amplitude: amplitude,
                    positions: model.contextLength
                )
            else { throw EngineError(.noResources, "no memory for the rotary tables") }
            return turns
        }
        func divided(by divisors: [Float]) throws(EngineError) -> [Double] {
            guard divisors.count == plain.count, divisors.allSatisfy({ $0 > 0 }) else {
                throw EngineError(
                    .badModel,
                    "the model has \(divisors.count) rotary factors where it needs \(plain.count) above zero"
                )
            }
            return zip(plain, divisors).map { $0 / Double($1) }
        }
        switch model.rotaryScaling {
        case .none:
            return try RotaryTurns(short: turns(plain))
        case .linear(let factor):
            return try RotaryTurns(short: turns(plain.map { $0 / factor }))
        case .llama3(let factor, let low, let high, let context):
            let scaled = plain.map { llama3(frequency: $0, factor, low, high, Double(context)) }
            return try RotaryTurns(short: turns(scaled))
        case .yarn(let factor, let context, let fast, let slow, let attentionFactor, let truncates):
            let scaled = yarn(plain, model, factor, Double(context), fast, slow, truncates)
            return try RotaryTurns(short: turns(scaled, attentionFactor ?? (factor > 1 ? 0.1 * log(factor) + 1 : 1)))
        case .longRope(let short, let long, let context, let attentionFactor):
            return try RotaryTurns(
                short: turns(divided(by: short), attentionFactor ?? 1),
                long: turns(divided(by: long), attentionFactor ?? 1),
                shortLimit: context
            )
        case .divisors(let divisors):
            return try RotaryTurns(short: turns(divided(by: divisors)))
        }
    }

    /// The cosines and sines of the first positions, `rotarySize` numbers each, for who computes beside the engine. Nil for a model that does
    /// not turn, or turns long texts otherwise.
    package static func table(_ model: ModelDescription, positions: Int) throws(EngineError) -> [Float]? {
        guard let made = try make(model), made.long == nil, positions <= model.contextLength else { return nil }
        made.short.extend(to: positions)
        return (0..<positions).flatMap { position in
            let row = made.short.row(position)
            return (0..<model.rotarySize).map { row[$0] }
        }
    }

    private init(short: Turns, long: Turns? = nil, shortLimit: Int = .max) {
        self.short = short
        self.long = long
        self.shortLimit = shortLimit
    }

    private static func llama3(
        frequency: Double,
        _ factor: Double,
        _ low: Double,
        _ high: Double,
        _ context: Double
    ) -> Double {
        let wavelength = 2 * Double.pi / frequency
        if wavelength < context / high { return frequency }
        if wavelength > context / low { return frequency / factor }
        let smooth = (context / wavelength - low) / (high - low)
        return (1 - smooth) * frequency / factor + smooth * frequency
    }

    /// Frequencies that turn often within the original context stay, those that hardly turn are divided, and between the
    /// two borders they are blended.
    private static func yarn(
        _ plain: [Double],
        _ model: ModelDescription,
        _ factor: Double,
        _ context: Double,
        _ fast: Double,
        _ slow: Double,
        _ truncates: Bool
    ) -> [Double] {
        let size = Double(model.rotarySize)
        func border(_ turns: Double) -> Double {
            size * log(context / (turns * 2 * Double.pi)) / (2 * log(model.rotaryBase))
        }
        let low = max(truncates ? border(fast).rounded(.down) : border(fast), 0)
        let high = min(truncates ? border(slow).rounded(.up) : border(slow), size - 1)
        let span = high == low ? 0.001 : high - low
        return plain.enumerated().map { pair, frequency in
            let ramp = min(max((Double(pair) - low) / span, 0), 1)
            return frequency / factor * ramp + frequency * (1 - ramp)
        }
    }
}
