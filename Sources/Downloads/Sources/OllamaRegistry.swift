import JSON

/// A registry as Ollama's: a manifest names layers, and each is fetched by its digest.
struct OllamaRegistry: Sendable {
    /// `https://registry.ollama.ai`
    let root: String
    let web: Web

    private static let manifestType = "application/vnd.docker.distribution.manifest.v2+json"
    private static let layerType = "application/vnd.ollama.image."
    private static let mostManifest = 4 << 20
    private static let mostLicence = 1 << 20

    func find(_ reference: OllamaReference) async throws(DownloadError) -> FoundModel {
        let place = "\(root)/v2/\(reference.namespace)/\(reference.name)"
        let bytes = try await web.bytes(
            "\(place)/manifests/\(reference.tag)",
            accepting: Self.manifestType,
            upTo: Self.mostManifest
        )
        let layers = try Self.layers(bytes, of: reference, on: Web.host(of: root))
        let weights = layers.filter { $0.kind == "model" }
        guard weights.count == 1, let model = weights.first else {
            throw DownloadError(
                .unsupported,
                "ollama:\(reference) has \(weights.isEmpty ? "no" : "more than one") file of weights: the engine runs none such"
            )
        }
        guard !layers.contains(where: { $0.kind == "adapter" }) else {
            throw DownloadError(
                .unsupported,
                "ollama:\(reference) is an adapter of another model: the engine runs none such"
            )
        }
        guard let path = RelativePath(reference.modelName + ".gguf") else {
            throw DownloadError(.badName, "ollama:\(reference) has a name that no file can have")
        }
        let digest = RunningDigest.sha256(of: bytes)
        var found = FoundModel(
            source: ModelSource.ollama(reference).description,
            revision: "sha256:" + digest,
            files: [Self.file(model, at: place, called: path)],
            shape: .files,
            web: web
        )
        for (number, layer) in layers.filter({ $0.kind == "license" && $0.size <= Self.mostLicence }).enumerated() {
            guard let path = RelativePath("LICENSE-\(number + 1)") else { continue }
            found.licenceFiles.append(Self.file(layer, at: place, called: path))
        }
        let unused = Set(layers.map(\.kind)).intersection(["template", "params", "system", "messages", "projector"])
        if !unused.isEmpty {
            found.notes.append(
                "the model's own chat template is used; Ollama's \(unused.sorted().joined(separator: ", ")) is not taken"
            )
        }
        return found
    }

    private struct Layer {
        /// `model`
        var kind: String
        var digest: ExpectedDigest
        var size: Int
    }

    private static func file(_ layer: Layer, at place: String, called path: RelativePath) -> RemoteFile {
        RemoteFile(
            url: "\(place)/blobs/\(layer.digest.description)",
            path: path,
            digest: layer.digest,
            size: layer.size
        )
    }

    private static func layers(
        _ bytes: [UInt8],
        of reference: OllamaReference,
        on host: String
    ) throws(DownloadError) -> [Layer] {
        guard let json = try? JSONValue(parsing: bytes), let list = json["layers"]?.array, list.count <= 1000 else {
            throw DownloadError(.malformed, "\(host) has no manifest of ollama:\(reference) that can be read")
        }
        var layers: [Layer] = []
        for entry in list {
            // Anything that is no digest would be a way into elsewhere.
            guard let type = entry["mediaType"]?.string, let text = entry["digest"]?.string, text.hasPrefix("sha256:"),
                let digest = ExpectedDigest.sha256(checking: String(text.dropFirst(7))),
                let size = entry["size"]?.int, (0...1 << 44).contains(size)
            else {
                throw DownloadError(.malformed, "\(host) names a layer of ollama:\(reference) without digest or size")
            }
            guard type.hasPrefix(layerType) else { continue }
            layers.append(Layer(kind: String(type.dropFirst(layerType.count)), digest: digest, size: size))
        }
        return layers
    }
}
