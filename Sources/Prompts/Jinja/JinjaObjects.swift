import Synchronization

/// What `namespace()` makes: members that can be set from within loops.
package final class JinjaNamespace: Sendable {
    private let members: Mutex<JinjaDictionary>

    init(_ members: JinjaDictionary) { self.members = Mutex(members) }

    var all: JinjaDictionary { members.withLock { $0 } }

    func clear() { members.withLock { $0 = JinjaDictionary() } }

    subscript(name: String) -> JinjaValue? {
        get { members.withLock { $0[name] } }
        set { members.withLock { $0[name] = newValue } }
    }
}

/// `loop`, within a loop.
package final class JinjaLoopState: Sendable {
    let elements: [JinjaValue]
    let depth: Int
    /// The loop itself, where it may be called with other elements.
    let recursive: JinjaLoop?
    private let state: Mutex<(index: Int, changed: [JinjaValue]?)>

    init(_ elements: [JinjaValue], depth: Int, recursive: JinjaLoop?) {
        self.elements = elements
        self.depth = depth
        self.recursive = recursive
        state = Mutex((0, nil))
    }

    var index: Int {
        get { state.withLock { $0.index } }
        set { state.withLock { $0.index = newValue } }
    }

    subscript(name: String) -> JinjaValue? {
        let index = index
        return switch name {
        case "index": .int(index + 1)
        case "index0": .int(index)
        case "revindex": .int(elements.count - index)
        case "revindex0": .int(elements.count - index - 1)
        case "first": .bool(index == 0)
        case "last": .bool(index == elements.count - 1)
        case "length": .int(elements.count)
        case "depth": .int(depth)
        case "depth0": .int(depth - 1)
        case "previtem": index > 0 ? elements[index - 1] : .undefined("loop.previtem")
        case "nextitem": index + 1 < elements.count ? elements[index + 1] : .undefined("loop.nextitem")
        default: nil
        }
    }

    /// Whether these values differ from those of the last call.
    func changed(_ values: [JinjaValue]) -> Bool {
        state.withLock { state in
            if let last = state.changed, last.count == values.count, zip(last, values).allSatisfy({ $0.equals($1) }) {
                return false
            }
            state.changed = values
            return true
        }
    }
}

/// A macro, or the body of a call block, with what it sees.
package final class JinjaMacroValue: Sendable {
    let macro: JinjaMacro
    /// The variable that it is; nil for the body of a call block.
    let slot: Int?
    /// The variables where it stands, if that is within a loop or block; nil: those of the template, as they are then.
    let frame: [JinjaValue?]?

    init(_ macro: JinjaMacro, slot: Int?, frame: [JinjaValue?]?) {
        self.macro = macro
        self.slot = slot
        self.frame = frame
    }
}

/// A method of a value: `message.content.strip`.
package struct JinjaMethod: Sendable {
    let name: String
    let value: JinjaValueBox
}

/// A value that a method is of. (An enum cannot hold itself without a box.)
package final class JinjaValueBox: Sendable {
    let value: JinjaValue
    init(_ value: JinjaValue) { self.value = value }
}

/// The functions that a template may call by name.
package enum JinjaFunction: Sendable {
    case range, dictionary, namespace, cycler, joiner, raise, now
    case cycle(JinjaCycle)
    case join(JinjaCycle)

    static let named: [String: JinjaFunction] = [
        "range": .range, "dict": .dictionary, "namespace": .namespace, "cycler": .cycler, "joiner": .joiner,
        "raise_exception": .raise, "strftime_now": .now,
    ]
}

/// What `cycler` and `joiner` make.
package final class JinjaCycle: Sendable {
    let values: [JinjaValue]
    private let position = Mutex(0)

    init(_ values: [JinjaValue]) { self.values = values }

    var current: JinjaValue { values.isEmpty ? .none : values[position.withLock { $0 } % values.count] }

    func next() -> JinjaValue {
        guard !values.isEmpty else { return .none }
        return position.withLock { position in
            defer { position += 1 }
            return values[position % values.count]
        }
    }

    func reset() { position.withLock { $0 = 0 } }

    /// Of a joiner: nothing the first time, the separator from then on.
    func separator() -> JinjaValue {
        position.withLock { position in
            defer { position += 1 }
            return position == 0 ? .string("") : values.first ?? .string(", ")
        }
    }
}
