import Downloads
import Foundation

extension NativeLibrary: VersionedLibrary {
    func pin(_ model: String, _ isPinned: Bool) async throws(ProviderError) -> ModelVersions {
        ModelVersions(
            try await provider.changeVersions(of: model) { (shelf, model) throws(DownloadError) in
                try shelf.pin(model, isPinned)
            }
        )
    }

    /// What answers now goes on with the files that it has: they are there as long as they are mapped.
    func rollBack(_ model: String, to version: String?) async throws(ProviderError) -> ModelVersions {
        ModelVersions(
            try await provider.changeVersions(of: model) { (shelf, model) throws(DownloadError) in
                try shelf.rollBack(model, to: version)
            }
        )
    }

    func delete(_ model: String, version: String) async throws(ProviderError) {
        try await provider.changeVersions(of: model) { (shelf, model) throws(DownloadError) in
            try shelf.remove(model, version: version)
        }
    }
}

extension ModelVersions {
    fileprivate init(_ record: ModelRecord) {
        self.init(model: record.model, isPinned: record.isPinned, ids: record.versions.map(\.id))
    }
}
