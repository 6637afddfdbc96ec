/// What a model on trial must hold to: `error_rate<1%`, `p95<1.5x`, `p99<800ms`.
package struct TrialGuard: Sendable, Equatable {
    package enum Measure: Sendable, Equatable {
        /// The part of the requests that failed.
        case errorRate
        /// What so many percent of the answers' first tokens came within.
        case firstToken(percentile: Double)
        /// The same of whole answers.
        case total(percentile: Double)
    }

    package enum Limit: Sendable, Equatable {
        /// A part of all, from 0 to 1.
        case part(Double)
        case time(Duration)
        /// So many times the old model's.
        case times(Double)
    }

    package var measure: Measure
    package var limit: Limit
    /// As it was written.
    package var text: String

    /// What holds where nobody says otherwise.
    package static let usual = [
        TrialGuard(measure: .errorRate, limit: .part(0.02), text: "error_rate<2%"),
        TrialGuard(measure: .firstToken(percentile: 0.95), limit: .times(2), text: "p95<2x"),
    ]
}
