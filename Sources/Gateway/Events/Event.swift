package import JSON
package import Logging

/// Something that whoever looks on wants to hear of at once: a switch that goes on, a model that is loaded or leaves.
package struct Event: Sendable, Equatable {
    /// What an event is about; its name on the wire.
    package enum Topic: String, Sendable, CaseIterable {
        /// A switch that begins, goes on or ends.
        case switching = "switch"
        /// What a name stands for is another model than before.
        case route
        /// A model comes into memory.
        case load
        /// A model leaves memory.
        case eviction
        /// A backend is well or ill.
        case health
        /// A provider has other models than before.
        case models
        /// A model is fetched from elsewhere.
        case pull
        case benchmark
    }

    /// 1, 2, 3, … since the start.
    package var number: Int
    package var time: Timestamp
    package var topic: Topic
    /// Never holds a prompt, an answer or a key.
    package var fields: JSONObject
}

extension Event {
    /// The fields as they are sent, with the time before them.
    package var json: [UInt8] {
        var members: JSONObject = ["time": .string(time.rfc3339)]
        for (key, value) in fields { members[key] = value }
        var json = JSONWriter()
        json.value(JSONValue.object(members))
        return json.finish()
    }
}
