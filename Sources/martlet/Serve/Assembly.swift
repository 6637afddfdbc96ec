import Configuration
import Downloads
import EventLoop
import Foundation
import Gateway
import HTTP
import Logging
import Providers
import Server
import Storage

/// The whole program, put together: the one place that knows every layer.
final class Assembly: Sendable {
    let loops: EventLoopGroup
    let store: SettingsStore
    let gateway: Gateway
    let board: Switchboard
    let server: HTTPServer
    private let providers: ProviderSet
    private let requestLog: RequestLog?
    private let databases: [any Database]

    private init(
        loops: EventLoopGroup,
        store: SettingsStore,
        gateway: Gateway,
        board: Switchboard,
        server: HTTPServer,
        providers: ProviderSet,
        requestLog: RequestLog?,
        databases: [any Database]
    ) {
        self.loops = loops
        self.store = store
        self.gateway = gateway
        self.board = board
        self.server = server
        self.providers = providers
        self.requestLog = requestLog
        self.databases = databases
    }

    static func make(_ store: SettingsStore) async throws -> Assembly {
        let settings = store.current.settings
        ProcessLog.apply(settings)
        let loops = try EventLoopGroup(count: settings.server.loops ?? EventLoopGroup.usefulCount)
        let database = await openDatabase(
            settings.storage.directory + "/martlet.sqlite",
            for: "requests, responses and chats"
        )
        var logDatabase = database
        if let file = settings.log.requests.file { logDatabase = await openDatabase(file, for: "requests") }
        let requestLog = await openRequestLog(settings, logDatabase)
        let metrics = Metrics(version: Martlet.version)
        let observation = Observation(metrics: metrics, requestLog: requestLog, accessLog: AccessLog(settings.log))
        let cards = GraphicsCards(on: loops.first)
        let residency = Residency(loop: loops.first) {
            AvailableMemory.bytes.map { MemoryAmount(host: $0, gpu: cards.freeBytes) }
        }
        await keepLessons(of: residency, database)
        let gateway = Gateway(loop: loops.first, observer: observation, residency: residency)
        var environment = ProviderEnvironment(
            transport: HTTPClient(group: loops),
            loop: loops.first,
            settings: settings
        )
        environment.pulls = PullDesk { [events = gateway.events] in events.publish(.pull, .pull($0, $1)) }
        environment.share(residency)
        environment.cards = cards
        let responses = try await openResponseStore(database)
        let board = Switchboard(gateway: gateway, loop: loops.first, store: await openSwitchStore(database))
        let endpoints = Endpoints.all(
            gateway: gateway,
            board: board,
            metrics: settings.metrics.enabled ? metrics : nil,
            responses: responses,
            chats: try await openChatStore(database),
            lookedFor: { store.current.discoveries.filter { !$0.found }.map(\.explanation) }
        )
        let handler = MartletServer(
            gateway: gateway,
            endpoints: endpoints,
            boundHost: settings.server.host,
            settings: { store.current }
        )
        let server = HTTPServer(configuration: HTTPServerConfiguration(settings.server), group: loops, handler: handler)
        metrics.read("martlet_http_connections", "Connections that are open.") { Double(server.counters.open) }
        metrics.readCaches(of: environment.residentModels)
        metrics.read("martlet_in_flight", "Requests that are being answered.") { Double(gateway.inFlight) }
        let assembly = Assembly(
            loops: loops,
            store: store,
            gateway: gateway,
            board: board,
            server: server,
            providers: ProviderSet(environment: environment),
            requestLog: requestLog,
            databases: [database, settings.log.requests.file == nil ? nil : logDatabase].compactMap(\.self)
        )
        await board.restore(RoutePlan(settings))
        assembly.configure(store.current.settings)
        return assembly
    }

    /// Takes changed settings from the next request on.
    func configure(_ settings: Settings) {
        board.configure(
            providers: providers.providers(for: settings),
            plan: RoutePlan(settings),
            why: settings.selection.origin.description,
            limits: AdmissionLimits(settings),
            memory: ResidencyPlan(settings),
            refreshInterval: settings.refreshInterval
        )
    }

    /// Lets running requests finish, then ends everything.
    func shutDown() async {
        gateway.events.close()
        await server.drain(within: store.current.settings.server.drain)
        await gateway.shutDown()
        await requestLog?.close()
        for database in databases { await database.close() }
        Log.flush()
    }

    // MARK: Storage: a server that cannot write its log still serves

    private static func openDatabase(_ path: String, for what: String) async -> (any Database)? {
        do { return try await SQLiteDatabase.open(path: path) } catch {
            Log.error("storage", "\(what) are not kept there: \(error)")
            return nil
        }
    }

    private static func openRequestLog(_ settings: Settings, _ database: (any Database)?) async -> RequestLog? {
        guard settings.log.requests.enabled, let database else { return nil }
        do { return try await RequestLog(in: database, settings: RequestLogLimits(settings.log.requests)) } catch {
            Log.error("storage", "requests are not logged: \(error)")
            return nil
        }
    }

    /// What models were seen to take is known again after a restart.
    private static func keepLessons(of residency: Residency, _ database: (any Database)?) async {
        guard let database else { return }
        do {
            let store = try await MemoryLessonStore(in: database)
            residency.learn(from: try await store.lessons()) { name, lesson in
                Task {
                    do { try await store.keep(lesson, as: name) } catch {
                        Log.warning("storage", "what a model takes was not kept: \(error)")
                    }
                }
            }
        } catch {
            Log.error("storage", "what models take is not known after a restart: \(error)")
        }
    }

    private static func openSwitchStore(_ database: (any Database)?) async -> SwitchStore? {
        guard let database else { return nil }
        do { return try await SwitchStore(in: database) } catch {
            Log.error("storage", "switches do not outlive this run: \(error)")
            return nil
        }
    }

    /// Without a file, responses are kept in memory as long as the server runs, and fewer of them.
    private static func openResponseStore(_ database: (any Database)?) async throws -> ResponseStore {
        if let database {
            do { return try await ResponseStore(in: database) } catch {
                Log.error("storage", "responses are kept in memory only: \(error)")
            }
        }
        var settings = ResponseStoreSettings()
        settings.maximumBytes = 16 << 20
        settings.maximumResponseBytes = 4 << 20
        return try await ResponseStore(in: SQLiteDatabase.inMemory(), settings: settings)
    }

    private static func openChatStore(_ database: (any Database)?) async throws -> ChatStore {
        if let database {
            do { return try await ChatStore(in: database) } catch {
                Log.error("storage", "the page's chats are kept in memory only: \(error)")
            }
        }
        var settings = ChatStoreSettings()
        settings.maximumBytes = 16 << 20
        settings.maximumChatBytes = 4 << 20
        return try await ChatStore(in: SQLiteDatabase.inMemory(), settings: settings)
    }
}
