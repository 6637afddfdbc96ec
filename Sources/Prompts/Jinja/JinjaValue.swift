package import JSON

/// A value of a template, with Python's meaning.
package enum JinjaValue: Sendable {
    /// What is not there; with its name, for errors.
    case undefined(String)
    case none
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case list([JinjaValue])
    case dictionary(JinjaDictionary)
    case object(JinjaObject)
}

/// Values with an identity: what a template calls, or changes.
package enum JinjaObject: Sendable {
    case namespace(JinjaNamespace)
    case loop(JinjaLoopState)
    case macro(JinjaMacroValue)
    case method(JinjaMethod)
    case function(JinjaFunction)
}

/// Members by name, in the order in which they were put in.
package struct JinjaDictionary: Sendable {
    package private(set) var members: [(key: String, value: JinjaValue)] = []
    /// Where each name is, once there are enough to make a search slow.
    private var places: [String: Int] = [:]

    package init() {}

    package init(_ members: [(key: String, value: JinjaValue)]) {
        for member in members { self[member.key] = member.value }
    }

    package subscript(key: String) -> JinjaValue? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil):
                members.remove(at: place)
                places = [:]
                indexIfLong()
            case (nil, let value?):
                members.append((key, value))
                if places.isEmpty { indexIfLong() } else { places[key] = members.count - 1 }
            case (nil, nil): break
            }
        }
    }

    private func place(of key: String) -> Int? {
        if !places.isEmpty { return places[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func indexIfLong() {
        guard members.count > 16 else { return }
        for (index, member) in members.enumerated() { places[member.key] = index }
    }
}

extension JinjaValue {
    package init(_ json: JSONValue) {
        self =
            switch json {
            case .null: .none
            case .bool(let value): .bool(value)
            case .int(let value): .int(value)
            case .double(let value): .double(value)
            case .string(let value): .string(value)
            case .array(let elements): .list(elements.map(JinjaValue.init))
            case .object(let members):
                .dictionary(JinjaDictionary(members.map { ($0.key, JinjaValue($0.value)) }))
            }
    }

    package init(_ members: KeyValuePairs<String, JinjaValue>) {
        self = .dictionary(JinjaDictionary(members.map { ($0.key, $0.value) }))
    }

    var isUndefined: Bool {
        if case .undefined = self { true } else { false }
    }

    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .double(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let elements): !elements.isEmpty
        case .dictionary(let dictionary): !dictionary.members.isEmpty
        case .object: true
        }
    }

    /// What errors call it.
    var kindName: String {
        switch self {
        case .undefined(let name): name.isEmpty ? "something undefined" : "'\(name)', which is undefined,"
        case .none: "none"
        case .bool: "a boolean"
        case .int, .double: "a number"
        case .string: "a string"
        case .list: "a list"
        case .dictionary: "a mapping"
        case .object(.namespace): "a namespace"
        case .object: "a function"
        }
    }
}

// MARK: Comparison

extension JinjaValue {
    /// Python's `==`: numbers by value, strings by their characters.
    func equals(_ other: JinjaValue) -> Bool {
        switch (self, other) {
        case (.undefined, .undefined), (.none, .none): return true
        case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.equals($1) }
        case (.dictionary(let left), .dictionary(let right)):
            guard left.members.count == right.members.count else { return false }
            return left.members.allSatisfy { member in right[member.key].map { member.value.equals($0) } ?? false }
        case (.object(.namespace(let left)), .object(.namespace(let right))): return left === right
        case (.object(.loop(let left)), .object(.loop(let right))): return left === right
        default:
            if case (let left?, let right?) = (number, other.number) { return left == right }
            return false
        }
    }

    /// A number, or a boolean as one.
    var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    var integer: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// Python's `<`; nil where Python refuses.
    func precedes(_ other: JinjaValue) -> Bool? {
        switch (self, other) {
        case (.string(let left), .string(let right)): return left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.list(let left), .list(let right)):
            for (a, b) in zip(left, right) where !a.equals(b) { return a.precedes(b) }
            return left.count < right.count
        default:
            if case (.int(let left), .int(let right)) = (self, other) { return left < right }
            if case (let left?, let right?) = (number, other.number) { return left < right }
            return nil
        }
    }
}
