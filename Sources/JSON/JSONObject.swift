/// The members of a JSON object, by name.
///
/// Most objects have few members, and are read once: a short list that is searched from end to end is several times
/// cheaper to make, and no slower to ask, than a hashed table. From seventeen members on it is a table, so that no
/// text, however hostile, costs more than it is long.
package struct JSONObject: Sendable {
    private enum Storage: Sendable {
        case few([(key: String, value: JSONValue)])
        case many([String: JSONValue])
    }

    private static let most = 16
    private var storage: Storage = .few([])

    package init() {}

    /// Of members of the same name the last counts.
    init(_ members: [(key: String, value: JSONValue)]) {
        if members.count > Self.most {
            storage = .many(Dictionary(members) { _, last in last })
        } else if Self.hasRepeats(members) {
            for (key, value) in members { self[key] = value }
        } else {
            storage = .few(members)
        }
    }

    private static func hasRepeats(_ members: [(key: String, value: JSONValue)]) -> Bool {
        for index in members.indices.dropFirst() {
            let key = members[index].key
            for other in 0..<index where members[other].key == key { return true }
        }
        return false
    }

    /// Of members of the same name the last counts.
    package subscript(key: String) -> JSONValue? {
        get {
            switch storage {
            case .few(let members):
                for member in members where member.key == key { return member.value }
                return nil
            case .many(let members): return members[key]
            }
        }
        set {
            if let newValue { set(key, newValue) } else { remove(key) }
        }
    }

    private mutating func set(_ key: String, _ value: JSONValue) {
        switch storage {
        case .few(var members):
            storage = .few([])
            if let index = members.firstIndex(where: { $0.key == key }) {
                members[index].value = value
            } else {
                members.append((key, value))
            }
            storage = members.count <= Self.most ? .few(members) : .many(Dictionary(members) { _, last in last })
        case .many(var members):
            storage = .few([])
            members[key] = value
            storage = .many(members)
        }
    }

    private mutating func remove(_ key: String) {
        switch storage {
        case .few(let members): storage = .few(members.filter { $0.key != key })
        case .many(var members):
            members[key] = nil
            storage = .many(members)
        }
    }

    package var count: Int {
        switch storage {
        case .few(let members): members.count
        case .many(let members): members.count
        }
    }

    package var isEmpty: Bool { count == 0 }

    /// In no particular order.
    package var members: [(key: String, value: JSONValue)] {
        switch storage {
        case .few(let members): members
        case .many(let members): members.map { ($0.key, $0.value) }
        }
    }

    package var keys: [String] { members.map(\.key) }

    package func mapValues(_ transform: (JSONValue) throws -> JSONValue) rethrows -> JSONObject {
        var result = JSONObject()
        for (key, value) in members { result[key] = try transform(value) }
        return result
    }
}

extension JSONObject: Sequence {
    package func makeIterator() -> some IteratorProtocol<(key: String, value: JSONValue)> { members.makeIterator() }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        // The order does not matter: the sum of the members' hashes is the same whichever it is.
        var sum = 0
        for (key, value) in members {
            var member = Hasher()
            member.combine(key)
            member.combine(value)
            sum &+= member.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { self[key] = value }
    }
}
