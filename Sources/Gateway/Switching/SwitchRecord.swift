package import JSON
package import Logging

/// One switch, as the history keeps it: who wanted what, when and why, and what came of it.
package struct SwitchRecord: Sendable, Equatable {
    package var number: Int
    package var scope: SwitchScope
    package var from: SwitchTarget?
    package var to: SwitchTarget
    /// The name of the key it was asked with, `local` where no keys are used, or `configuration`.
    package var by: String
    /// What whoever asked said, or the place in the configuration.
    package var why: String?
    package var began: Timestamp
    package var ended: Timestamp?
    /// `loading`, `probing`, `trial`, …; once it has ended, how.
    package var state: String
    /// Why it failed.
    package var problem: String?
    /// What a trial has found.
    package var verdict: String?
    /// The switch that began this one anew, because the configuration was edited meanwhile: how it ends, this one ends.
    package var continuedBy: Int?
    /// How long the route took to lead elsewhere, once the new model had answered.
    package var flip: Duration?
    /// How far it has come: bytes, the part of the traffic.
    package var progress = JSONObject()

    package init(
        number: Int,
        scope: SwitchScope,
        from: SwitchTarget?,
        to: SwitchTarget,
        by: String,
        why: String?,
        began: Timestamp
    ) {
        self.number = number
        self.scope = scope
        self.from = from
        self.to = to
        self.by = by
        self.why = why
        self.began = began
        state = "loading"
    }
}
