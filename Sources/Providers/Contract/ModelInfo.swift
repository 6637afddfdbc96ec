package import Foundation
package import JSON

/// A model that a backend has.
package struct ModelInfo: Sendable, Equatable {
    /// The backend's name for it.
    package var id: String
    package var created: Date?
    package var sizeInBytes: Int?
    /// `sha256:…`, where the backend tells.
    package var digest: String?
    package var family: String?
    /// `7B`
    package var parameterSize: String?
    /// `Q4_0`
    package var quantization: String?
    package var contextLength: Int?
    package var ownedBy: String?
    /// What it can do, in Ollama's words (`completion`, `embedding`, `tools`, …); nil where nobody knows.
    package var capabilities: [String]?
    /// What somebody who sees it in a list should know.
    package var note: String?

    package init(id: String) { self.id = id }
}

/// A model in a backend's memory.
package struct LoadedModel: Sendable, Equatable {
    package var id: String
    package var sizeInBytes: Int?
    /// How much of it is in a GPU's memory.
    package var gpuBytes: Int?
    package var expires: Date?
    package var contextLength: Int?
    /// Where Martlet itself sees to its memory: as whom.
    package var memory: MemoryTenantID?
    /// What computes: `CPU`, or `GPU, 24 of 33 layers`.
    package var placement: String?

    package init(id: String) { self.id = id }
}

/// A backend's own description of a model: an object in the shape of Ollama's `/api/show` answer.
package struct RawModelCard: Sendable {
    package var json: RawJSON
    package init(json: RawJSON) { self.json = json }
}

/// Which versions of a model there are; the first is the one that answers.
package struct ModelVersions: Sendable, Equatable {
    package var model: String
    package var isPinned: Bool
    package var ids: [String]

    package init(model: String, isPinned: Bool, ids: [String]) {
        self.model = model
        self.isPinned = isPinned
        self.ids = ids
    }
}

/// A pull's progress: objects in the shape of Ollama's `/api/pull` lines. One reader; dropping it ends the pull.
package final class PullProgress: Sendable {
    private let source: @Sendable () async throws(ProviderError) -> RawJSON?

    package init(next source: @escaping @Sendable () async throws(ProviderError) -> RawJSON?) {
        self.source = source
    }

    package func next() async throws(ProviderError) -> RawJSON? { try await source() }
}

extension ModelInfo {
    /// Whether it only turns texts into vectors.
    package var onlyEmbeds: Bool {
        capabilities.map { $0.contains("embedding") && !$0.contains("completion") } ?? false
    }
}
