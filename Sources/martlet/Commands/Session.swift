import Configuration
import EventLoop
import Foundation
import Gateway
import HTTP
import JSON
import Logging
import Providers

/// What the commands that talk with models stand on: the server that already runs here, or the configured backends
/// themselves where none does.
final class Session: Sendable {
    static let options: [Command.Option] = [
        Command.Option("--config", "FILE", "the YAML file (default: martlet.yaml)"),
        Command.Option("--url", "URL", "a running Martlet to ask (default: the configured address, if one is there)"),
    ]

    let loops: EventLoopGroup
    let gateway: Gateway
    /// The address of the running server, if that is what answers.
    private let server: EndpointURL?
    /// The file whose model answers, if it was named: neither a server nor the configuration has a part in it.
    let file: String?
    let residentModels: ResidentModels
    /// What the server is shown.
    private let key: Secret?
    private let client: HTTPClient

    private init(
        loops: EventLoopGroup,
        gateway: Gateway,
        client: HTTPClient,
        residentModels: ResidentModels,
        server: EndpointURL? = nil,
        key: Secret? = nil,
        file: String? = nil
    ) {
        self.loops = loops
        self.gateway = gateway
        self.client = client
        self.residentModels = residentModels
        self.server = server
        self.key = key
        self.file = file
    }

    static func open(_ arguments: Arguments) async throws -> Session {
        let loaded = try Settings.load(arguments)
        let settings = loaded.settings
        let key = loaded.callersKey
        let loops = try EventLoopGroup(count: 1)
        let client = HTTPClient(group: loops)
        let server = try await runningServer(arguments, settings, client)
        var effective = settings
        if let server {
            // The running server, as one more backend that speaks OpenAI's dialect.
            var provider = ProviderSettings(name: serverName, type: .openai, endpoint: server, model: "default")
            provider.apiKey = key
            effective.providers = [provider]
            effective.profiles = []
            effective.routes = []
            effective.fallbackOrder = []
            effective.selection = Selection()
        }
        let residency = Residency(loop: loops.first)
        let gateway = Gateway(loop: loops.first, observer: Unobserved(), residency: residency)
        var environment = ProviderEnvironment(transport: client, settings: effective)
        environment.share(residency)
        let providers = ProviderSet(environment: environment)
        gateway.configure(providers: providers.providers(for: effective), plan: RoutePlan(effective))
        return Session(
            loops: loops,
            gateway: gateway,
            client: client,
            residentModels: environment.residentModels,
            server: server,
            key: key
        )
    }

    /// Over one model's file and nothing else: no server is asked, and no configuration read.
    static func open(file: String, contextLength: Int?, threads: Int?) throws -> Session {
        var settings = Settings()
        var provider = ProviderSettings(name: ProviderType.native.rawValue, type: .native, model: file)
        provider.contextLength = contextLength
        provider.threads = threads
        provider.keepAlive = .seconds(-1)
        provider.models = [file]
        settings.providers = [provider]
        Log.level = .warning
        let loops = try EventLoopGroup(count: 1)
        let client = HTTPClient(group: loops)
        let residency = Residency(loop: loops.first)
        let gateway = Gateway(loop: loops.first, observer: Unobserved(), residency: residency)
        var environment = ProviderEnvironment(transport: client, loop: loops.first) { [$0] }
        environment.share(residency)
        let made = try ProviderRegistry.provider(for: provider, in: environment)
        gateway.configure(providers: [made], plan: RoutePlan(settings))
        return Session(
            loops: loops,
            gateway: gateway,
            client: client,
            residentModels: environment.residentModels,
            file: file
        )
    }

    private static let serverName = "martlet"

    func close() async {
        await loops.first.spawn { [gateway] in await gateway.shutDown() }.value
    }

    // MARK: Asking

    /// What the backends have, once each of them has answered or three seconds are over; of a server that runs, what
    /// it knows of its own.
    func catalog() async -> Catalog {
        if let server, let catalog = await catalog(of: server) { return catalog }
        for _ in 0..<150 {
            let catalog = gateway.catalog
            guard catalog.providers.contains(where: { $0.status == .unknown }) else { return catalog }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return gateway.catalog
    }

    private func catalog(of server: EndpointURL) async -> Catalog? {
        guard let body = await get("/api/models", from: server), var catalog = Catalog(martlet: body) else {
            return nil
        }
        if let details = await get("/api/tags", from: server) { catalog.addDetails(ollama: details) }
        return catalog
    }

    private func get(_ path: String, from server: EndpointURL) async -> [UInt8]? {
        var request = HTTPClientRequest("GET", server.root + path)
        if let key { request.headers.add("authorization", "Bearer \(key.reveal())") }
        request.deadlines.connect = .milliseconds(500)
        request.deadlines.firstByte = .seconds(3)
        guard let response = try? await client.send(request), response.status == 200,
            let body = try? await response.body.collect(upTo: 16 << 20)
        else { return nil }
        return body
    }

    /// Which model a name stands for, in words.
    func describe(_ model: String) async -> String {
        if let file { return "talking with \(file)" }
        _ = await catalog()
        if let server { return "\(model), by the server at \(server.root)" }
        do {
            let targets = try gateway.resolve(model)
            let note = targets.first.flatMap(note).map { "\n\($0)" } ?? ""
            return "talking with \(targets.first?.description ?? model)\(note)"
        } catch { return error.message }
    }

    /// What is to be known of the model that answers to a name, where there is something; nil where a server says it.
    func note(of model: String) async -> String? {
        guard file == nil, server == nil else { return nil }
        _ = await catalog()
        return (try? gateway.resolve(model).first).flatMap(note)
    }

    private func note(of id: ModelID) -> String? {
        gateway.catalog.providers.first { $0.name == id.provider }?.models.first { $0.id == id.model }?.note
            .map { "\(id) \($0)" }
    }

    /// Prints the answer as it comes. Returns its text; nil when there was none.
    func print(_ request: GenerateRequest) async -> String? {
        let printer = Task(executorPreference: loops.first) { [self] in await answer(request) }
        return await withTaskCancellationHandler {
            await printer.value
        } onCancel: {
            printer.cancel()
        }
    }

    private func answer(_ request: GenerateRequest) async -> String? {
        var request = request
        if server != nil { request.model = "\(Self.serverName)/\(request.model)" }
        let context = RequestContext(id: "cli", endpoint: .martletChat, keyName: nil)
        var speed = AnswerSpeed()
        var text = ""
        var isThinking = false
        do {
            let routed = try await gateway.generate(request, context)
            while let part = try await routed.next() {
                for event in part.events {
                    speed.note(event)
                    switch event {
                    case .text(let piece, _), .refusal(let piece, _):
                        if isThinking { Terminal.write("\n\n") }
                        isThinking = false
                        text += piece
                        Terminal.write(Terminal.harmless(piece))
                    case .reasoning(let piece, _):
                        isThinking = true
                        Terminal.write(Terminal.styled(Terminal.harmless(piece), .dim))
                    default: break
                    }
                }
            }
            Terminal.line()
            if file != nil, Terminal.isInteractive, let told = speed.text { Terminal.line(Terminal.styled(told, .dim)) }
            return text
        } catch {
            if !text.isEmpty || isThinking { Terminal.line() }
            if Task.isCancelled {
                Terminal.line(Terminal.styled("(stopped)", .dim))
                return text.isEmpty ? nil : text
            }
            Terminal.complain(told(error))
            return nil
        }
    }

    /// An error in the words of the server that runs, which need no name before them.
    private func told(_ error: GatewayError) -> String {
        guard let server else { return error.message }
        if error.status == 401 {
            return "the server at \(server.root) wants a key: set MARTLET_API_KEY to one it knows"
        }
        let opening = "the provider '\(Self.serverName)' answered \(error.status): "
        return error.message.hasPrefix(opening) ? String(error.message.dropFirst(opening.count)) : error.message
    }

    /// Runs `body`, which Ctrl-C cancels: it ends the answer that is being printed, not the program.
    func untilInterrupted(_ body: @escaping @Sendable () async -> String?) async -> String? {
        let task = Task { await body() }
        let loop = loops.first
        let watch = await loop.spawn { try? SignalWatch(loop: loop, signal: SIGINT) { task.cancel() } }.value
        let answer = await task.value
        await loop.spawn { watch?.cancel() }.value
        return answer
    }

    // MARK: Is a server running?

    static func runningServer(
        _ arguments: Arguments,
        _ settings: Settings,
        _ client: HTTPClient
    ) async throws -> EndpointURL? {
        if let text = arguments["--url"] {
            do { return try EndpointURL(parsing: text) } catch {
                throw UsageError("--url '\(text)' \(error.message): \(error.remedy)")
            }
        }
        let host = settings.server.host == "0.0.0.0" ? "127.0.0.1" : settings.server.host
        let shown = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        guard let url = try? EndpointURL(parsing: "http://\(shown):\(settings.server.port)") else { return nil }
        var request = HTTPClientRequest("GET", url.root + "/health")
        request.deadlines.connect = .milliseconds(500)
        request.deadlines.firstByte = .seconds(2)
        guard let response = try? await client.send(request),
            let body = try? await response.body.collect(upTo: 4096),
            (try? JSONValue(parsing: body))?["name"]?.string == "martlet"
        else { return nil }
        return url
    }
}

/// The commands measure nothing.
private struct Unobserved: RequestObserver {
    func attemptEnded(_ target: ModelID, error: ProviderError?) {}
    func contentArrived(_ context: RequestContext, after pause: Duration, isFirst: Bool) {}
    func requestEnded(_ context: RequestContext) {}
    func providerHealth(_ provider: ProviderState) {}
}
