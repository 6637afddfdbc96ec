import Downloads
import Foundation

extension ModelCardView {
    /// Where a model is from, and which versions of it there are.
    static func provenance(_ record: ModelRecord) -> [(title: String, value: String)] {
        guard let active = record.active else { return [] }
        var facts: [(title: String, value: String)] = [("source", active.source)]
        if let revision = active.revision { facts.append(("revision", revision)) }
        if let digest = active.digest { facts.append(("digest", digest)) }
        facts.append(("pulled", ISO8601DateFormatter().string(from: active.pulled)))
        facts.append(("version", active.id + (record.isPinned ? ", pinned" : "")))
        for version in record.versions.dropFirst() {
            let revision = version.revision.map { ", \($0.prefix(19))" } ?? ""
            let day = ISO8601DateFormatter().string(from: version.pulled).prefix(10)
            facts.append(("earlier", "\(version.id) of \(day), \(version.source)\(revision)"))
        }
        return facts
    }
}
