/// A value that is shown nowhere: not in descriptions, not in dumps, not in interpolations.
///
/// Only `reveal` gives it, so that every place that uses a secret is found by searching for that word.
package struct Secret: Sendable, Hashable {
    private let value: String
    /// Where it came from, e.g. `OPENAI_API_KEY`. Shown in its place.
    package let source: String

    package init(_ value: String, source: String) {
        self.value = value
        self.source = source
    }

    package func reveal() -> String { value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••• (from \(source))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
