/// Which files of a repository make its model: the GGUF file of one quantisation, or a folder of safetensors with all
/// that tells how it is used.
struct HubChoice {
    private(set) var paths: Set<RelativePath> = []

    /// What is taken from beside safetensors, wherever it is there.
    private static let companions: Set<String> = [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
        "added_tokens.json", "vocab.txt", "vocab.json", "merges.txt", "tokenizer.model", "chat_template.jinja",
        "modules.json", "sentence_bert_config.json", "config_sentence_transformers.json", "README.md", "LICENSE",
        "LICENSE.txt", "model.safetensors.index.json",
    ]

    init(_ all: [RelativePath], of repository: HubRepository) throws(DownloadError) {
        if let file = repository.file {
            guard let stem = all.contains(file) ? file.modelStem : nil else {
                throw DownloadError(.notFound, "\(repository) has no file \(file)")
            }
            guard file.name.lowercased().hasSuffix(".gguf") else {
                throw DownloadError(.unsupported, "\(file) is no GGUF file: the engine runs no other by itself")
            }
            let folder = file.components.dropLast()
            paths = Set(all.filter { $0.modelStem == stem && $0.components.dropLast() == folder && $0.isGGUF })
            return
        }
        let top = all.filter { $0.components.count == 1 }
        let ggufs = all.filter(\.isGGUF)
        let weights = top.filter { $0.name.hasPrefix("model") && $0.name.hasSuffix(".safetensors") }
        if repository.variant == nil, !weights.isEmpty, top.contains(where: { $0.name == "config.json" }) {
            paths = Set(weights).union(top.filter { Self.companions.contains($0.name) })
            // Sentence-transformers' modules: `1_Pooling/config.json`.
            paths.formUnion(
                all.filter { path in
                    path.components.count == 2 && path.name == "config.json"
                        && path.components[0].first?.isNumber == true
                }
            )
            return
        }
        guard !ggufs.isEmpty else {
            throw DownloadError(
                .unsupported,
                "\(repository) has neither a GGUF file nor a config.json with model.safetensors: the engine runs no other"
            )
        }
        paths = Set(try Self.chosen(ggufs, repository))
    }

    /// All parts of one quantisation.
    private static func chosen(
        _ files: [RelativePath],
        _ repository: HubRepository
    ) throws(DownloadError) -> [RelativePath] {
        var sets: [String: [RelativePath]] = [:]
        for file in files { sets[file.modelStem, default: []].append(file) }
        if let variant = repository.variant {
            let fitting = sets.filter { $0.key.lowercased().hasEnding(variant.lowercased()) }
            if fitting.count == 1, let only = fitting.first { return only.value }
        } else if sets.count == 1, let only = sets.first {
            return only.value
        } else if let usual = sets.filter({ $0.key.lowercased().hasEnding("q4_k_m") }).first {
            return usual.value
        }
        let names = sets.keys.sorted().prefix(24).joined(separator: ", ")
        throw DownloadError(.notFound, "say which of \(repository)'s files, as \(repository):Q4_K_M: it has \(names)")
    }
}

extension String {
    /// Whether the text ends so, and a word begins there.
    fileprivate func hasEnding(_ end: String) -> Bool {
        guard hasSuffix(end) else { return false }
        guard let before = dropLast(end.count).last else { return true }
        return !before.isLetter && !before.isNumber
    }
}

extension RelativePath {
    fileprivate var isGGUF: Bool { name.lowercased().hasSuffix(".gguf") }

    /// A GGUF file's name, without the ending and the number of the part.
    var modelStem: String {
        var words = name.dropLast(5).split(separator: "-", omittingEmptySubsequences: false)
        let isPart = words.count > 3 && words[words.count - 2] == "of" && words[words.count - 1].allSatisfy(\.isNumber)
        if isPart { words.removeLast(3) }
        return words.joined(separator: "-")
    }
}
