/// The members of a JSON object, by name.
///
/// Most objects have few members, and are read once: a short list that is searched from end to end is several times
/// cheaper to make, and no slower to ask, than a hashed table. From seventeen members on it is a table, so that no
/// text, however hostile, costs more than it is long.
package struct JSONObject: Sendable {
    private static let most = 16
    /// In the order of the text. (Prompts are made of this order: models have seen it so.)
    package private(set) var members: [(key: String, value: JSONValue)] = []
    /// Where each name is; empty while there are few.
    private var places: [String: Int] = [:]
    /// The marks of all names that there are: most names that are asked for are not here, and this tells so at once.
    private var marks: UInt64 = 0

    package init() {}

    /// One bit of 64, by a name's length and its first byte.
    private static func mark(_ key: String) -> UInt64 {
        let bytes = key.utf8
        let first = bytes.isEmpty ? 0 : bytes[bytes.startIndex]
        return 1 << ((UInt64(truncatingIfNeeded: bytes.count &* 5) ^ UInt64(first)) & 63)
    }

    /// Of members of the same name the last counts.
    init(_ members: [(key: String, value: JSONValue)]) {
        if members.count > Self.most || markedRepeats(members) {
            for (key, value) in members { self[key] = value }
        } else {
            self.members = members
        }
    }

    /// Whether a name is there twice; marks them all.
    private mutating func markedRepeats(_ members: [(key: String, value: JSONValue)]) -> Bool {
        for index in members.indices {
            let key = members[index].key
            let mark = Self.mark(key)
            if marks & mark != 0 {
                for other in 0..<index where members[other].key == key { return true }
            }
            marks |= mark
        }
        return false
    }

    /// Of members of the same name the last counts.
    package subscript(key: String) -> JSONValue? {
        get {
            guard marks & Self.mark(key) != 0 else { return nil }
            return place(of: key).map { members[$0].value }
        }
        set {
            if let newValue { set(key, newValue) } else { remove(key) }
        }
    }

    private func place(of key: String) -> Int? {
        places.isEmpty ? members.firstIndex { $0.key == key } : places[key]
    }

    private mutating func set(_ key: String, _ value: JSONValue) {
        if let place = place(of: key) {
            members[place].value = value
        } else {
            members.append((key, value))
            marks |= Self.mark(key)
            if !places.isEmpty { places[key] = members.count - 1 } else if members.count > Self.most { number() }
        }
    }

    private mutating func remove(_ key: String) {
        guard let place = place(of: key) else { return }
        members.remove(at: place)
        places = [:]
        if members.count > Self.most { number() }
    }

    private mutating func number() {
        for (index, member) in members.enumerated() { places[member.key] = index }
    }

    package var count: Int { members.count }

    package var isEmpty: Bool { members.isEmpty }

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
