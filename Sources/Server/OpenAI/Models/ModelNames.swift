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
        /// What is known of it besides: no part of OpenAI's dialect, and left out where nobody knows.
        var contextLength: Int?
        var capabilities: [String]?
        var note: String?
    }

    /// In the order of their ids.
    let entries: [Entry]

    init(_ catalog: Catalog) {
        var byID: [String: Entry] = [:]
        var bare: [String: [Entry]] = [:]
        let named = Set(catalog.providers.lazy.filter { !$0.yieldsNames }.flatMap(\.models).map(\.id))
        for provider in catalog.providers {
            for model in provider.models {
                var entry = Entry(id: model.id, created: Self.seconds(model.created), provider: provider.name)
                entry.contextLength = model.contextLength
                entry.capabilities = model.capabilities
                entry.note = model.note
                let id = ModelID(provider: provider.name, model: model.id).description
                guard byID[id] == nil else { continue }
                byID[id] = entry
                byID[id]?.id = id
                if !provider.yieldsNames || !named.contains(model.id) { bare[model.id, default: []].append(entry) }
            }
        }
        if let active = catalog.active {
            byID["default"] = Self.entry("default", of: active, in: byID)
        }
        for (name, target) in catalog.routes where byID[name] == nil {
            byID[name] = Self.entry(name, of: target, in: byID)
        }
        for (name, owners) in bare where owners.count == 1 && byID[name] == nil { byID[name] = owners[0] }
        entries = byID.values.sorted { $0.id < $1.id }
    }

    /// The same model under another name.
    private static func entry(_ name: String, of target: ModelID, in known: [String: Entry]) -> Entry {
        var entry = known[target.description] ?? Entry(id: name, created: 0, provider: target.provider)
        entry.id = name
        return entry
    }

    subscript(id: String) -> Entry? { entries.first { $0.id == id } }

    /// A backend's date may be anything.
    private static func seconds(_ date: Date?) -> Int {
        guard let date, let seconds = Int(exactly: date.timeIntervalSince1970.rounded(.down)) else { return 0 }
        return max(0, seconds)
    }
}
