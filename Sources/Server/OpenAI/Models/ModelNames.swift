import Foundation
import Gateway
import Providers

/// The names a client may put in `model`: every model as `provider/model`, the bare names that only one provider
/// has, the configured routes and profiles, and `default`.
struct ModelNames: Sendable {
    struct Entry: Sendable, Equatable {
        var id: String
        /// Seconds since 1970; 0 where the backend does not say, so that it is the same at every asking.
        var created: Int
        var provider: String
    }

    /// In the order of their ids.
    let entries: [Entry]

    init(_ catalog: Catalog) {
        var byID: [String: Entry] = [:]
        var bare: [String: [Entry]] = [:]
        for provider in catalog.providers {
            for model in provider.models {
                let entry = Entry(id: model.id, created: Self.seconds(model.created), provider: provider.name)
                let id = ModelID(provider: provider.name, model: model.id).description
                guard byID[id] == nil else { continue }
                byID[id] = Entry(id: id, created: entry.created, provider: provider.name)
                bare[model.id, default: []].append(entry)
            }
        }
        if let active = catalog.active {
            let created = byID[active.description]?.created ?? 0
            byID["default"] = Entry(id: "default", created: created, provider: active.provider)
        }
        for (name, target) in catalog.routes where byID[name] == nil {
            let created = byID[target.description]?.created ?? 0
            byID[name] = Entry(id: name, created: created, provider: target.provider)
        }
        for (name, owners) in bare where owners.count == 1 && byID[name] == nil { byID[name] = owners[0] }
        entries = byID.values.sorted { $0.id < $1.id }
    }

    subscript(id: String) -> Entry? { entries.first { $0.id == id } }

    /// A backend's date may be anything.
    private static func seconds(_ date: Date?) -> Int {
        guard let date, let seconds = Int(exactly: date.timeIntervalSince1970.rounded(.down)) else { return 0 }
        return max(0, seconds)
    }
}
