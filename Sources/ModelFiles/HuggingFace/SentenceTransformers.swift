import Foundation
import JSON

/// What a folder of sentence-transformers says of how a text's tokens become one vector: its `modules.json`, and the
/// settings of the modules.
struct SentenceTransformers {
    var pooling: ModelDescription.Pooling?
    var normalises = true
    /// How many tokens of a text are looked at; nil where that is the context.
    var textLength: Int?

    private static let longest = 1 << 20

    init(_ directory: String) throws(ModelFileError) {
        textLength = try ConfigKeys(ifPresent: directory + "/sentence_bert_config.json")?
            .int("max_seq_length", in: 1...Int(UInt32.max))
        guard let modules = try Self.modules(directory + "/modules.json") else {
            pooling = try Self.pooling(directory + "/1_Pooling/config.json")
            return
        }
        normalises = false
        for module in modules {
            switch module.kind {
            case "Transformer": break
            case "Normalize": normalises = true
            case "Pooling": pooling = try Self.pooling("\(directory)/\(module.folder)/config.json")
            default:
                throw ModelFileError(
                    .unsupported,
                    file: directory + "/modules.json",
                    "its vectors go through a module '\(module.kind.prefix(100))', which Martlet's engine does not run"
                )
            }
        }
    }

    /// Nil where there is no such file.
    private static func modules(_ file: String) throws(ModelFileError) -> [(kind: String, folder: String)]? {
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        let bytes = try FileBytes(path: file)
        guard bytes.count <= longest, let list = unsafe (try? JSONValue(parsing: bytes.buffer))?.array else {
            throw ModelFileError(.malformed, file: file, "it should be a JSON list of modules")
        }
        return try list.map { json throws(ModelFileError) in
            let folder = json["path"]?.string ?? ""
            guard let type = json["type"]?.string, folder.isEmpty || HuggingFaceDirectory.isPlain(folder) else {
                throw ModelFileError(.malformed, file: file, "each module should have a type, and a folder beside it")
            }
            return (type.split(separator: ".").last.map(String.init) ?? type, folder)
        }
    }

    private static func pooling(_ file: String) throws(ModelFileError) -> ModelDescription.Pooling? {
        guard let config = try ConfigKeys(ifPresent: file) else { return nil }
        let names: [(key: String, word: String, pooling: ModelDescription.Pooling?)] = [
            ("pooling_mode_cls_token", "cls", .first), ("pooling_mode_mean_tokens", "mean", .mean),
            ("pooling_mode_lasttoken", "lasttoken", .last), ("pooling_mode_max_tokens", "max", nil),
            ("pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens", nil),
            ("pooling_mode_weightedmean_tokens", "weightedmean", nil),
        ]
        let word = (try? config.string("pooling_mode")) ?? nil
        var chosen: [(word: String, pooling: ModelDescription.Pooling?)] = []
        for name in names {
            let isNamed = word.map { $0 == name.word }
            let isSet = try config.bool(name.key) == true
            if isNamed ?? isSet { chosen.append((name.word, name.pooling)) }
        }
        guard chosen.count == 1, let pooling = chosen[0].pooling else {
            let said = chosen.isEmpty ? "none that is known" : chosen.map(\.word).joined(separator: " and ")
            throw ModelFileError(
                .unsupported,
                file: file,
                "it makes a text's vector of its tokens' by \(said); Martlet's engine does by cls, mean or lasttoken"
            )
        }
        return pooling
    }
}
