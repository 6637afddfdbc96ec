package import Downloads
import EventLoop
import Foundation
package import JSON
import ModelFiles

/// The models directory as a library: what is pulled is put there, and may be deleted from there.
struct NativeLibrary: ModelLibrary {
    let provider: NativeProvider

    /// A repository of the hub may be meant for an Ollama, too; a name of our own for nobody else.
    func claim(_ model: String) -> LibraryClaim {
        // A provider that was made for one file of its own keeps no others.
        guard provider.takesAll else { return .none }
        guard (try? PullName(model)) != nil else { return .none }
        let isOurs = ["hf:", "ollama:", "https://"].contains { model.hasPrefix($0) }
        return isOurs || PullName.known(model) != nil ? .certain : .possible
    }

    func pull(_ model: String, insecure: Bool) async throws(ProviderError) -> PullProgress {
        guard provider.takesAll else {
            throw ProviderError(.unsupported, "the provider '\(provider.name)' has a model of its own, and pulls none")
        }
        let name: PullName
        do { name = try PullName(model) } catch { throw ProviderError(error) }
        let environment = provider.environment
        guard let loop = EventLoop.current ?? environment.loop else {
            throw ProviderError(.internal, "a model was to be pulled on no event loop")
        }
        let folder = provider.modelsFolder
        let reading = environment.pulls.join(name, to: folder, on: loop) {
            ModelPull(name, to: folder, from: environment.pullOrigins, over: environment.transport) {
                _ = try ModelFile.open($0)
            }
        }
        return PullProgress { () async throws(ProviderError) in
            do throws(DownloadError) {
                guard let step = try await reading.next() else { return nil }
                return RawJSON(step)
            } catch { throw ProviderError(error) }
        }
    }

    func delete(_ model: String) async throws(ProviderError) {
        try await provider.checkUnused(model)
        try await provider.unload(model)
        try await provider.removeFiles(ofModel: model)
    }

    func show(_ model: String, verbose: Bool) async throws(ProviderError) -> RawModelCard {
        RawModelCard(json: try await provider.card(ofModel: model, isVerbose: verbose))
    }
}

extension PullStep: JSONWritable {
    /// As Ollama writes a line of a pull.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("status", status)
            json.member("digest", ifPresent: digest)
            json.member("total", ifPresent: total)
            json.member("completed", ifPresent: completed)
        }
    }
}

extension ProviderError {
    init(_ error: DownloadError) {
        switch error.code {
        case .badName: self = .wrong("model", error.message)
        case .notFound: self.init(.modelNotFound, error.message)
        case .unauthorized: self.init(.unauthorized, error.message)
        case .unreachable: self.init(.unavailable, error.message)
        case .malformed, .mismatch: self.init(.malformed, error.message)
        case .unsupported: self.init(.unsupported, error.message)
        case .disk: self.init(.internal, error.message)
        case .full: self = Self.refusal(507, error.message)
        case .privateAddress: self = Self.refusal(403, error.message)
        case .conflict: self = Self.refusal(409, error.message)
        case .cancelled: self.init(.cancelled, error.message)
        }
    }

    /// What the caller can do something about, with a status that says what it is.
    static func refusal(_ status: Int, _ message: String) -> ProviderError {
        var error = ProviderError(.badRequest, message)
        error.status = status
        return error
    }
}
