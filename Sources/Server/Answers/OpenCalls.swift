/// The calls of a chat that no tool has answered yet, for dialects whose answers name the function and not the call.
struct OpenCalls: Sendable {
    private var calls: [(id: String, name: String)] = []

    mutating func add(id: String, name: String) { calls.append((id, name)) }

    /// Which call an answer is for: the one of this id, else the first of this function, else the first at all. An id
    /// that no call has stays what it is, for the backend to judge; nil where there is nothing to answer.
    mutating func take(id: String?, name: String?) -> String? {
        let place: Int?
        if let id, !id.isEmpty {
            place = calls.firstIndex { $0.id == id }
            if place == nil { return id }
        } else {
            place = name.flatMap { name in calls.firstIndex { $0.name == name } } ?? calls.indices.first
        }
        return place.map { calls.remove(at: $0).id }
    }
}
