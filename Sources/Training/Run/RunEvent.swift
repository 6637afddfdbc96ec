/// What a run tells while it goes.
package enum RunEvent: Sendable, Equatable {
    package struct Step: Sendable, Equatable {
        package var number: Int
        package var loss: Double
        package var rate: Double
        package var gradientNorm: Double
        /// Of this run and those that it resumed.
        package var tokens: Int
        package var seconds: Double
        package var tokensPerSecond: Double
    }

    package struct Validation: Sendable, Equatable {
        package var step: Int
        package var loss: Double
        /// The part of tokens that counted and were the likeliest.
        package var hits: Double
        package var isBest: Bool
    }

    case step(Step)
    case validation(Validation)
    case checkpoint(step: Int)
    /// It ended before its last step: validations did not get better.
    case stoppedEarly(step: Int)
    /// It was called off, and can be resumed.
    case interrupted(step: Int)
    case finished(step: Int)
}
