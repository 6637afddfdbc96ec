import Downloads
import Foundation
import JSON
import ModelFiles
import Prompts

/// What `/api/show` tells of a model that the engine runs: everything is read from its files.
struct NativeCard {
    private let name: String
    private let card: ModelCard
    private let info: ModelInfo
    private let isVerbose: Bool
    /// Where it is from, if it was pulled.
    var record: ModelRecord?
    /// The licence's words that came with it.
    var licenceWords: String?

    /// Blocks on the disk.
    init(_ name: String, path: String, info: ModelInfo, isVerbose: Bool) throws {
        self.name = name
        self.info = info
        self.isVerbose = isVerbose
        card = try ModelCard(ModelFile.open(native: path))
    }

    var json: RawJSON {
        var json = JSONObject()
        let file = card.file
        let template = (try? ChatTemplate.source(file)) ?? ""
        if let licence { json["license"] = .string(licence) }
        json["modelfile"] = .string("# \(name), as the engine of Martlet runs it\nFROM \(file.path)\n")
        json["parameters"] = .string(parameters)
        json["template"] = .string(template)
        json["details"] = details
        json["model_info"] = .object(modelInfo)
        if isVerbose { json["tensors"] = .array(tensors) }
        json["capabilities"] = .array((info.capabilities ?? []).map(JSONValue.string))
        if let created = info.created {
            json["modified_at"] = .string(ISO8601DateFormatter().string(from: created))
        }
        if let record { json["provenance"] = record.provenance }
        return RawJSON(JSONValue.object(json))
    }

    /// The words of the licence where they came with the model; else its name.
    private var licence: String? {
        if let licenceWords { return licenceWords }
        if let directory = card.file.directory {
            for name in ["LICENSE", "LICENSE.txt", "LICENSE.md"] {
                guard let handle = FileHandle(forReadingAtPath: directory + "/" + name) else { continue }
                defer { try? handle.close() }
                if let data = try? handle.read(upToCount: 256 << 10) { return String(decoding: data, as: UTF8.self) }
            }
        }
        return card.file.description.licence ?? record?.active?.licence
    }

    /// What the model itself asks to be run with.
    private var parameters: String {
        let stops = card.file.description.endTokens.compactMap { token(Int($0)) }
        return stops.map { "stop                           \(RawJSON($0).text)" }.joined(separator: "\n")
    }

    private func token(_ id: Int) -> String? {
        guard let tokens = (try? card.file.metadata.strings("tokenizer.ggml.tokens")) ?? nil,
            tokens.indices.contains(id)
        else { return nil }
        return tokens[id]
    }

    private var details: JSONValue {
        let family = info.family ?? card.file.description.architecture.rawValue
        var format = "gguf"
        if case .safetensors = card.file.format { format = "safetensors" }
        return [
            "parent_model": "", "format": .string(format), "family": .string(family),
            "families": .array([.string(family)]), "parameter_size": .string(info.parameterSize ?? ""),
            "quantization_level": .string(info.quantization ?? ""),
        ]
    }

    /// The keys of a GGUF file; of a folder, what they would be.
    private var modelInfo: JSONObject {
        var json = JSONObject()
        let file = card.file
        for key in file.metadata.keys.sorted() where key != "tokenizer.chat_template" {
            if let value = file.metadata.json(key, arrays: isVerbose) { json[key] = value }
        }
        json["general.parameter_count"] = .int(card.parameterCount)
        guard file.directory != nil else { return json }
        let model = file.description
        let architecture = model.architecture.rawValue
        json["general.architecture"] = .string(architecture)
        if let name = model.name { json["general.name"] = .string(name) }
        if let licence = model.licence { json["general.license"] = .string(licence) }
        let numbers: [(String, Int)] = [
            ("context_length", model.contextLength), ("embedding_length", model.embeddingLength),
            ("block_count", model.layerCount), ("feed_forward_length", model.feedForwardLength),
            ("attention.head_count", model.headCount), ("attention.head_count_kv", model.keyValueHeadCount),
            ("vocab_size", model.vocabularySize),
        ]
        for (key, number) in numbers { json["\(architecture).\(key)"] = .int(number) }
        let pooling: [ModelDescription.Pooling: Int] = [.mean: 1, .first: 2, .last: 3]
        if let kind = pooling[model.pooling] { json["\(architecture).pooling_type"] = .int(kind) }
        return json
    }

    private var tensors: [JSONValue] {
        card.file.tensors.map { tensor in
            [
                "name": .string(tensor.name), "type": .string(tensor.type.name),
                "shape": .array(tensor.shape.map(JSONValue.int)),
            ]
        }
    }
}
