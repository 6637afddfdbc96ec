import Downloads
import Foundation
import HTTP
import JSON
import ModelFiles

extension NativeProvider {
    var modelsFolder: String { folder.path }
    private var shelf: ModelShelf { ModelShelf(folder.path, keeps: environment.pullOrigins.keptVersions) }

    /// Throws for a model that answers somebody, or is being loaded for somebody.
    func checkUnused(_ model: String) async throws(ProviderError) {
        let found = await Self.onDisk { [self] () -> String? in path(ofModel: model) }
        guard let path = found else { throw notFound(model) }
        let models = environment.residentModels
        guard models.loading[path] != nil || models.residents.contains(where: { $0.key.path == path && $0.isInUse })
        else {
            return
        }
        throw .refusal(
            409,
            "'\(model.prefix(200))' is at work: delete it when its answers are done, or switch to another model first"
        )
    }

    /// What is known of a model in the models directory, by the name that its files have.
    func record(ofModelAt path: String) -> ModelRecord? {
        guard path.hasPrefix(folder.path + "/") else { return nil }
        let name = String(path.dropFirst(folder.path.utf8.count + 1))
        return ModelFolder.model(ofFile: name).flatMap { shelf.record(of: $0) }
    }

    func licence(of record: ModelRecord) -> String? { shelf.licence(of: record.model) }

    /// Changes the versions of a model. Blocks nobody but who asks.
    func changeVersions<Value: Sendable>(
        of model: String,
        _ body: @escaping @Sendable (ModelShelf, String) throws(DownloadError) -> Value
    ) async throws(ProviderError) -> Value {
        guard takesAll else {
            throw ProviderError(.unsupported, "the provider '\(name)' has a model of its own, and no versions of it")
        }
        let bare = model.hasSuffix(":latest") ? String(model.dropLast(7)) : model
        let result = await Self.onDisk { [shelf] () -> Result<Value, DownloadError> in
            Result { () throws(DownloadError) in try body(shelf, bare) }
        }
        do throws(DownloadError) { return try result.get() } catch { throw ProviderError(error) }
    }

    /// Takes a model's files away. What is configured to lie elsewhere is not ours to delete.
    func removeFiles(ofModel model: String) async throws(ProviderError) {
        let found = await Self.onDisk { [self] () -> Result<Void, ProviderError>? in
            guard let path = path(ofModel: model) else { return nil }
            guard takesAll, path.hasPrefix(folder.path + "/") else {
                return .failure(
                    ProviderError(.unsupported, "\(path) is not in the models directory: delete it by hand")
                )
            }
            return Result { () throws(ProviderError) in
                if let record = record(ofModelAt: path) {
                    do throws(DownloadError) { try shelf.remove(record.model) } catch { throw ProviderError(error) }
                }
                // What somebody has put there by hand, or beside what was pulled.
                for file in ModelFolder.files(ofModelAt: path) where FileStamp(path: file) != nil {
                    try Self.remove(file)
                }
            }
        }
        guard let found else { throw notFound(model) }
        try found.get()
    }

    private static func remove(_ path: String) throws(ProviderError) {
        do { try FileManager.default.removeItem(atPath: path) } catch {
            throw ProviderError(.internal, "\(path) cannot be deleted: \(error.localizedDescription)")
        }
    }

    func card(ofModel model: String, isVerbose: Bool) async throws(ProviderError) -> RawJSON {
        let found = await Self.onDisk { [self] () -> Result<RawJSON, ProviderError>? in
            guard let path = path(ofModel: model) else { return nil }
            let info = folder.info(ofModelAt: path, named: model) ?? ModelInfo(id: model)
            do {
                var card = try NativeCard(model, path: path, info: info, isVerbose: isVerbose)
                card.record = record(ofModelAt: path)
                card.licenceWords = card.record.flatMap(licence)
                return .success(card.json)
            } catch {
                return .failure(ProviderError(.unsupported, "the model cannot be read: \(error)"))
            }
        }
        guard let found else { throw notFound(model) }
        return try found.get()
    }
}
