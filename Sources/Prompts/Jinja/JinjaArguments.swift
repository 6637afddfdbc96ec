/// What a function, filter, test or method is called with.
struct JinjaArguments {
    var positional: [JinjaValue] = []
    var named: [(name: String, value: JinjaValue)] = []

    init() {}

    init(_ positional: [JinjaValue]) { self.positional = positional }

    subscript(name: String) -> JinjaValue? { named.last { $0.name == name }?.value }

    /// The argument at this place, or of this name.
    subscript(index: Int, name: String) -> JinjaValue? {
        index < positional.count ? positional[index] : self[name]
    }

    func string(_ index: Int, _ name: String) throws(JinjaError) -> String? {
        switch self[index, name] {
        case nil, .none?: return nil
        case .string(let text)?: return text
        case let other?: throw JinjaError(.value, "'\(name)' must be a string, not \(other.kindName)")
        }
    }

    func int(_ index: Int, _ name: String) throws(JinjaError) -> Int? {
        switch self[index, name] {
        case nil, .none?: return nil
        case let value?:
            guard let integer = value.integer else {
                throw JinjaError(.value, "'\(name)' must be a whole number, not \(value.kindName)")
            }
            return integer
        }
    }

    func bool(_ index: Int, _ name: String) -> Bool? { self[index, name]?.isTrue }

    func required(_ index: Int, _ name: String) throws(JinjaError) -> JinjaValue {
        guard let value = self[index, name] else { throw JinjaError(.value, "the argument '\(name)' is missing") }
        return value
    }
}
