import Foundation

/// What stands after the `?` of a request's address.
struct Query: Sendable {
    private var values: [String: String] = [:]

    init(_ text: String?) {
        for pair in (text ?? "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decode(halves[0])
            if values[name] == nil { values[name] = halves.count > 1 ? Self.decode(halves[1]) : "" }
        }
    }

    /// The first value of this name.
    subscript(name: String) -> String? { values[name] }

    private static func decode(_ text: Substring) -> String {
        let spaced = text.replacing("+", with: " ")
        return spaced.removingPercentEncoding ?? String(spaced)
    }
}
