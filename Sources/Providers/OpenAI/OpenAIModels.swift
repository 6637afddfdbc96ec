import Foundation
import JSON

enum OpenAIModels {
    /// More than any backend has; the rest of a longer list is left out.
    private static let most = 20_000

    /// Reads a list of models, with what vLLM, llama.cpp and the large routers add to it.
    static func read(_ value: JSONValue, from identity: BackendIdentity) throws(ProviderError) -> [ModelInfo] {
        // Some compatible endpoints answer with the bare array.
        guard let list = value["data"]?.array ?? value.array else {
            throw ProviderError.malformed("a list of models without `data`", from: identity)
        }
        return list.prefix(most).compactMap(model)
    }

    private static func model(_ value: JSONValue) -> ModelInfo? {
        guard let id = value["id"]?.string, !id.isEmpty, id.utf8.count <= 1024,
            id.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else { return nil }
        var model = ModelInfo(id: id)
        if let created = value["created"]?.double, (1...253_402_300_799).contains(created) {
            model.created = Date(timeIntervalSince1970: created)
        }
        model.ownedBy = value["owned_by"]?.string
        let meta = value["meta"]
        model.contextLength =
            (value["max_model_len"] ?? value["context_length"] ?? value["context_window"] ?? meta?["n_ctx"]
            ?? meta?["n_ctx_train"])?.boundedCount
        model.sizeInBytes = meta?["size"]?.boundedSize
        model.quantization = meta?["ftype"]?.string
        model.parameterSize = meta?["n_params"]?.double.flatMap(parameterSize)
        return model
    }

    /// `7.2B`, `3M`
    static func parameterSize(_ count: Double) -> String? {
        guard count >= 1e3, count < 1e16 else { return nil }
        let (value, unit) =
            count >= 1e9 ? (count / 1e9, "B") : count >= 1e6 ? (count / 1e6, "M") : (count / 1e3, "K")
        let rounded = (value * 10).rounded() / 10
        return rounded == rounded.rounded() ? "\(Int(rounded))\(unit)" : "\(rounded)\(unit)"
    }
}
