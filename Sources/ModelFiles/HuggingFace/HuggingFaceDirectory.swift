import Foundation
import JSON

/// A directory as Hugging Face lays it out: `config.json`, and the weights in `model.safetensors`, or in several files
/// named by `model.safetensors.index.json`.
struct HuggingFaceDirectory {
    let path: String
    let description: ModelDescription
    let files: [FileBytes]
    let tensors: HuggingFaceTensors

    init(_ given: String) throws(ModelFileError) {
        let path = given.count > 1 && given.hasSuffix("/") ? String(given.dropLast()) : given
        self.path = path
        guard let config = try ConfigKeys(ifPresent: path + "/config.json") else {
            throw ModelFileError(.unreadable, file: path, "it has no config.json, so it is no model's directory")
        }
        var description = try ModelDescription(config: config)
        let shards = try Self.shards(path)
        files = shards.map(\.bytes)
        try Self.complete(&description, path)
        tensors = try HuggingFaceTensors(
            shards,
            description,
            isTied: config.bool("tie_word_embeddings") == true,
            directory: path
        )
        self.description = description
    }

    // MARK: Weights

    private static func shards(_ path: String) throws(ModelFileError) -> [SafetensorsFile] {
        if FileManager.default.fileExists(atPath: path + "/model.safetensors") {
            return [try SafetensorsFile(FileBytes(path: path + "/model.safetensors"))]
        }
        guard let index = try ConfigKeys(ifPresent: path + "/model.safetensors.index.json") else {
            throw ModelFileError(
                .unreadable,
                file: path,
                "it has neither model.safetensors nor model.safetensors.index.json; Martlet does not read "
                    + "PyTorch's .bin files, which can run code"
            )
        }
        let places = try index.required("weight_map", index.object("weight_map"))
        var files: [String: SafetensorsFile] = [:]
        for (tensor, value) in places.json.object ?? [:] {
            guard let name = value.string, isPlain(name) else {
                throw ModelFileError(
                    .malformed,
                    file: index.file,
                    "weight_map should name a file of the same folder for \(tensor), but has \(value.text)"
                )
            }
            if files[name] == nil { files[name] = try SafetensorsFile(FileBytes(path: path + "/" + name)) }
            guard files[name]?.tensors[tensor] != nil else {
                throw ModelFileError(
                    .malformed,
                    file: path + "/" + name,
                    "it lacks \(tensor), which the index finds in it"
                )
            }
        }
        return files.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Whether this is a file's name, and no way to another folder.
    static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255
            && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") || $0 == 0 }
    }

    // MARK: What other files say

    private static func complete(_ description: inout ModelDescription, _ path: String) throws(ModelFileError) {
        description.name = name(path)
        description.licence = licence(path + "/README.md")
        if let generation = try ConfigKeys(ifPresent: path + "/generation_config.json") {
            description.endTokens += try generation.ints("eos_token_id") ?? []
            description.dropStrayTokens()
        }
        let sentences = try SentenceTransformers(path)
        if let pooling = sentences.pooling { description.pooling = pooling }
        description.normalisesVectors = sentences.normalises
        description.textLength = sentences.textLength.map { min($0, description.contextLength) }
    }

    /// The folder's; in Hugging Face's cache (`models--ORG--NAME/snapshots/HASH`) the model's.
    private static func name(_ path: String) -> String {
        let parts = URL(fileURLWithPath: path).standardizedFileURL.path.split(separator: "/").map(String.init)
        if parts.count >= 3, parts[parts.count - 2] == "snapshots" {
            let folder = parts[parts.count - 3]
            if folder.hasPrefix("models--") {
                return folder.dropFirst("models--".count).split(separator: "--").joined(separator: "/")
            }
        }
        return parts.last ?? path
    }

    /// `license: mit` between the lines of dashes that a model's page begins with.
    private static func licence(_ path: String) -> String? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: 65_536) else { return nil }
        let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).prefix(200)
        guard lines.first == "---" else { return nil }
        for line in lines.dropFirst() {
            if line == "---" { return nil }
            guard line.hasPrefix("license:") else { continue }
            let value = line.dropFirst("license:".count).trimmingCharacters(in: CharacterSet(charactersIn: " \t'\""))
            return value.isEmpty ? nil : String(value.prefix(100))
        }
        return nil
    }
}
