import Synchronization
package import JSON
import Logging

/// What a switch tells those who look on.
extension Switchboard {
    /// A switch has come to this state.
    func tell(_ number: Int, _ phase: String, _ state: inout State) {
        state.running[number]?.record.state = phase
        state.running[number]?.record.progress = JSONObject()
        if let record = state.running[number]?.record { publish(record) }
    }

    func publish(_ record: SwitchRecord) { gateway.events.publish(.switching, record.fields) }

    func tellProgress(_ number: Int, _ progress: SwitchWork.Progress) {
        state.withLock { state in
            guard state.running[number]?.record.state == "loading" else { return }
            state.running[number]?.record.progress = progress.fields
            if let record = state.running[number]?.record { publish(record) }
        }
    }

    /// After the swap, the old model has answered its last request.
    func tellDrained(_ number: Int, _ old: SwitchTarget, in scope: SwitchScope) {
        guard state.withLock({ $0.running[number] }) == nil else { return }
        gateway.events.publish(
            .switching,
            [
                "number": .int(number), "scope": .string(scope.description), "state": "drained",
                "provider": .string(old.id.provider), "model": .string(old.id.model),
            ]
        )
    }
}

extension SwitchRecord {
    /// As the API and the events show it.
    package var fields: JSONObject {
        var fields: JSONObject = [
            "number": .int(number), "scope": .string(scope.description), "state": .string(state),
            "provider": .string(to.id.provider), "model": .string(to.id.model), "by": .string(by),
            "began": .string(began.rfc3339),
        ]
        fields["profile"] = to.profile.map(JSONValue.string)
        fields["from"] = from.map { from in
            var old: JSONObject = ["provider": .string(from.id.provider), "model": .string(from.id.model)]
            old["profile"] = from.profile.map(JSONValue.string)
            return .object(old)
        }
        fields["why"] = why.map(JSONValue.string)
        fields["ended"] = ended.map { .string($0.rfc3339) }
        if let ended { fields["took_ms"] = .int((ended.microseconds - began.microseconds) / 1000) }
        fields["flip_us"] = flip.map { .int($0.microseconds) }
        fields["problem"] = problem.map(JSONValue.string)
        fields["verdict"] = verdict.map(JSONValue.string)
        fields["continued_by"] = continuedBy.map(JSONValue.int)
        if ended == nil { for (key, value) in progress { fields[key] = value } }
        return fields
    }
}
