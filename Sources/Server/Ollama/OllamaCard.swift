import Gateway
import JSON
import Providers

/// What `/api/show` says of a model.
enum OllamaCard {
    /// A backend's own card, with `capabilities` if it is too old to list them.
    static func completed(_ card: RawJSON, _ state: ProviderState?) -> [UInt8] {
        guard card["capabilities"] == nil, let state else { return Array(card.bytes) }
        var json = JSONWriter(reservingCapacity: card.bytes.count + 64)
        json.object { json in
            for (name, value) in card.namedMembers { json.member(name, value) }
            json.member("capabilities", capabilities(of: state.features))
        }
        return json.finish()
    }

    /// Made from what the backend's list tells of the model, and nothing else: no template and no licence is known.
    static func synthesised(_ target: ModelID, _ state: ProviderState?) -> [UInt8] {
        let info = state?.models.first { $0.id == target.model } ?? ModelInfo(id: target.model)
        var json = JSONWriter(reservingCapacity: 512)
        json.object { json in
            json.member("modelfile", "# \(target.model) of the provider \(target.provider)\nFROM \(target)\n")
            json.member("parameters", "")
            json.member("template", "")
            json.member("details") { json in info.writeDetails(isGGUF: state?.keepsGGUF ?? false, to: &json) }
            json.member("model_info") { json in
                json.object { json in
                    let architecture = info.family ?? "unknown"
                    json.member("general.architecture", architecture)
                    json.member("general.basename", target.model)
                    json.member("\(architecture).context_length", ifPresent: info.contextLength)
                }
            }
            json.member("capabilities", info.capabilities ?? capabilities(of: state?.features ?? []))
            json.member("modified_at", info.modified)
        }
        return json.finish()
    }

    /// In Ollama's words. They are the provider's: which of its models can do all of it, it does not tell.
    static func capabilities(of features: Features) -> [String] {
        let words: [(Features, String)] = [
            (.chat, "completion"), (.tools, "tools"), (.suffix, "insert"), (.images, "vision"),
            (.reasoningControl, "thinking"), (.embeddings, "embedding"),
        ]
        var known = words.filter { features.contains($0.0) }.map(\.1)
        if features.contains(.completion), !features.contains(.chat) { known.insert("completion", at: 0) }
        return known
    }
}
