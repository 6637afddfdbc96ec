package import JSON

/// What a text has to look like, put together of parts.
///
/// A call of a tool, say, is
/// `.sequence([.literal("<tool_call>\n{\"name\": \"f\", \"arguments\": "), .schema(parameters), .literal("}\n</tool_call>")])`.
package indirect enum GrammarPart: Sendable, Hashable {
    /// This very text.
    case literal(String)
    /// One after the other.
    case sequence([GrammarPart])
    /// One of these. Nothing is one of none.
    case choice([GrammarPart])
    /// So many of these in a row; without end where `most` is nil.
    case repeated(GrammarPart, least: Int, most: Int?)
    /// A JSON value that a JSON Schema accepts.
    case schema(JSONValue)
    /// Any JSON value.
    case jsonValue
    /// Any JSON object.
    case jsonObject
    /// Nothing, a space, or a line's end and a few spaces: what may stand between the tokens of JSON.
    case whitespace
    /// Any text in which this one does not occur, and then this one: as what comes before `</think>`.
    case text(until: String)

    /// This, or nothing.
    package static func optional(_ part: GrammarPart) -> GrammarPart { .repeated(part, least: 0, most: 1) }
}
