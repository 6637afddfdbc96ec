import Configuration
import EventLoop
import Foundation

/// How a `llama-server` is started for one provider.
struct LlamaServerCommand: Sendable, Equatable {
    /// The path of the program.
    var program: String
    /// The file of the model.
    var modelFile: String
    /// What the model is called in answers.
    var alias: String
    var contextLength: Int?
    var threads: Int?
    var gpuLayers: Int?
    var extraArguments: [String]

    /// `placement`: where the settings do not say how many layers go on a GPU, and there is one.
    func arguments(port: UInt16, placement: LayerPlacement? = nil) -> [String] {
        var arguments = ["-m", modelFile, "--alias", alias, "--host", "127.0.0.1", "--port", String(port), "--jinja"]
        if let contextLength { arguments += ["-c", String(contextLength)] }
        if let threads { arguments += ["-t", String(threads)] }
        // All of a model's layers: more than any model has.
        if let gpuLayers {
            arguments += ["-ngl", String(gpuLayers < 0 ? 9999 : gpuLayers)]
        } else if let placement, placement.hasCards {
            arguments += ["-ngl", String(placement.layers)]
        }
        return arguments + extraArguments
    }

    /// Looks for program and model on the disk. What is missing is told with what to do about it.
    init(
        _ settings: ProviderSettings,
        modelPaths: (String) -> [String],
        findProgram: (String) -> String? = { ChildProcess.findExecutable($0) }
    ) throws(ProviderError) {
        let name = settings.name
        guard let model = settings.model, !model.isEmpty else {
            throw ProviderError(
                .unavailable,
                "the provider '\(name)' has no model: set `model` to a GGUF file, or `endpoint` to a running llama-server"
            )
        }
        let wanted = settings.executable ?? "llama-server"
        guard let program = findProgram(wanted) else {
            throw ProviderError(.unavailable, Self.missing(wanted, name, isConfigured: settings.executable != nil))
        }
        let candidates = modelPaths(model)
        guard let file = candidates.first(where: Self.isFile) else {
            throw ProviderError(
                .modelNotFound,
                "the provider '\(name)' has no model file '\(model)'; looked for \(candidates.joined(separator: ", "))"
            )
        }
        self.program = program
        // A path that begins with a dash would be read as an option.
        modelFile = file.hasPrefix("-") ? "./" + file : file
        alias = model
        contextLength = settings.contextLength
        threads = settings.threads
        gpuLayers = settings.gpuLayers
        extraArguments = settings.extraArguments
    }

    private static func missing(_ program: String, _ name: String, isConfigured: Bool) -> String {
        guard !isConfigured else {
            return "the provider '\(name)' cannot start '\(program)': there is no such program; correct `executable`"
        }
        return "the provider '\(name)' needs llama-server, which is not on this machine: install llama.cpp "
            + "(brew install llama.cpp, or a release from https://github.com/ggml-org/llama.cpp/releases on the PATH), "
            + "set `executable` to where it is, or set `endpoint` to a llama-server that runs already"
    }

    private static func isFile(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
    }
}
