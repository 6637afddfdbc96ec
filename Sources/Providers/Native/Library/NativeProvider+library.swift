import Downloads
import Foundation
import HTTP
import JSON
import ModelFiles

extension NativeProvider {
    var modelsFolder: String { folder.path }
    var pullOrigins: PullOrigins { environment.pullOrigins }
    var transport: any HTTPTransport { environment.transport }

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
                for file in ModelFolder.files(ofModelAt: path) { try Self.remove(file) }
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
            do { return .success(try NativeCard(model, path: path, info: info, isVerbose: isVerbose).json) } catch {
                return .failure(ProviderError(.unsupported, "the model cannot be read: \(error)"))
            }
        }
        guard let found else { throw notFound(model) }
        return try found.get()
    }
}
