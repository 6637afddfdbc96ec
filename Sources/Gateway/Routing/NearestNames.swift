import Configuration

/// The names that somebody may have meant.
package enum NearestNames {
    /// At most three of the candidates, the nearest first; none that is too far off to be meant.
    package static func of(_ name: String, among candidates: [String]) -> [String] {
        let wanted = Array(name.lowercased().utf8.prefix(100))
        let limit = max(2, wanted.count / 3)
        var near: [(name: String, distance: Int)] = []
        for candidate in candidates.prefix(5000) {
            let letters = Array(candidate.lowercased().utf8.prefix(100))
            let tail = letters.lastIndex(of: UInt8(ascii: "/")).map { Array(letters[($0 + 1)...]) } ?? letters
            var distance = min(Spelling.distance(wanted, letters), Spelling.distance(wanted, tail))
            // `mistral` is near `mistral:7b`, though four letters are missing.
            if wanted.count >= 3, tail.starts(with: wanted) { distance = min(distance, 1) }
            if distance <= limit { near.append((candidate, distance)) }
        }
        return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }
}
