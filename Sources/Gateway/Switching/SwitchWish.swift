/// A switch as somebody wants it.
package struct SwitchWish: Sendable {
    package var scope: SwitchScope
    /// The first is switched to; a route may have more, to turn to when those before cannot be reached.
    package var targets: [SwitchTarget]
    /// Who wants it: the name of a key, `local`, `configuration`.
    package var by: String
    package var why: String?
    /// Try it on a part of the traffic first.
    package var trial: TrialPlan?
    /// Even where it is the same model: what leads to it has changed.
    package var isForced = false

    package init(_ target: SwitchTarget, for scope: SwitchScope = .everyone, by: String, why: String? = nil) {
        self.scope = scope
        targets = [target]
        self.by = by
        self.why = why
    }
}

/// Why a switch was not made.
package struct SwitchError: Error, Sendable, CustomStringConvertible {
    package var message: String
    package var status: Int
    /// A bounded label for metrics.
    package var label: String
    package var description: String { message }

    package init(_ message: String, status: Int, label: String) {
        self.message = message
        self.status = status
        self.label = label
    }

    /// Nil where it was made.
    init?(_ record: SwitchRecord, _ outcome: SwitchOutcome) {
        let rest = record.from.map { "; \($0.id) goes on" } ?? "; nothing has changed"
        switch outcome {
        case .switched, .unchanged: return nil
        case .failed(let problem, let status):
            self.init("\(record.to.id) was not switched to: \(problem)\(rest)", status: status, label: "switch_failed")
        case .superseded(let number):
            let newer = number.map { "the newer switch \($0)" } ?? "a change of the configuration"
            self.init("the switch to \(record.to.id) gave way to \(newer)", status: 409, label: "superseded")
        case .withdrawn:
            self.init("the switch to \(record.to.id) was withdrawn\(rest)", status: 409, label: "withdrawn")
        }
    }
}
