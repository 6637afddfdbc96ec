import JSON

/// The arguments of a tool's call, for dialects that want them as an object.
///
/// What is no object is never mended: whoever runs the tool would run what nobody said. Only an object that was wrapped
/// in a text once more is unwrapped, and no arguments at all are an empty object.
enum CallArguments {
    /// The object that the text holds, as it was written; nil where it holds none.
    static func object(in text: String) -> RawJSON? {
        let bytes = Array(text.utf8)
        if bytes.allSatisfy({ [0x20, 0x09, 0x0a, 0x0d].contains($0) }) { return RawJSON(Array("{}".utf8)) }
        switch try? JSONValue(parsing: bytes) {
        case .object: return RawJSON(bytes)
        case .null: return RawJSON(Array("{}".utf8))
        case .string(let inner):
            guard let value = try? JSONValue(parsing: Array(inner.utf8)), value.object != nil else { return nil }
            return RawJSON(Array(inner.utf8))
        default: return nil
        }
    }
}
