/// A value of a YAML file, and where it stands there.
///
/// Values from the environment are nodes too (plain scalars with another origin), so that each key has one reader.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        /// `isPlain` is false for text in quotes and blocks, which is always a string.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([Member])
    }

    struct Member: Sendable {
        var key: String
        var keyOrigin: Origin
        var value: YAMLNode
    }

    var content: Content
    var origin: Origin

    init(_ content: Content, at origin: Origin) {
        self.content = content
        self.origin = origin
    }

    /// What a variable or an option says.
    init(text: String, at origin: Origin) {
        self.init(.scalar(text, isPlain: true), at: origin)
    }

    /// Whether nothing is written: `key:`, `key: ~`, `key: null`.
    var isNull: Bool {
        guard case .scalar(let text, true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    var scalar: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// What it is, as a message names it.
    var kind: String {
        switch content {
        case .scalar: isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
