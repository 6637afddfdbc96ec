import Foundation
import Synchronization
import Testing

@testable import Configuration

/// A folder with the files of a configuration, and a clock that goes when it is told to.
private final class Files: Sendable {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID())")
    let time = Mutex<UInt64>(1_000_000_000)

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// As `cp` and `>` do it: the same file, written anew.
    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    }

    /// As editors do it: another file in its place.
    func replace(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)), options: .atomic)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

    func advance(milliseconds: UInt64) { time.withLock { $0 += milliseconds * 1_000_000 } }

    func store(environment: [String: String] = [:]) throws -> SettingsStore {
        let sources = ConfigurationSources(
            yamlPath: path("martlet.yaml"),
            dotEnvPath: path(".env"),
            environment: environment
        )
        return try SettingsStore(sources: sources) { [self] in time.withLock { $0 } }
    }
}

struct SettingsStoreTests {
    @Test func `a copied .env holds for the next request`() throws {
        let files = try Files()
        try files.write(".env", "LLM_PROVIDER=llama3\n")
        try files.write(".env.gemini", "LLM_PROVIDER=gemini\nGOOGLE_API_KEY=k\n")
        let store = try files.store()
        #expect(store.current.settings.selection.provider == "ollama")
        try files.write(".env", String(contentsOfFile: files.path(".env.gemini"), encoding: .utf8))
        files.advance(milliseconds: 2)
        #expect(store.current.settings.selection.provider == "gemini")
        #expect(store.current.generation == 1)
    }

    @Test func `between two looks nothing is looked at`() throws {
        let files = try Files()
        let store = try files.store()
        _ = store.current
        try files.write(".env", "MARTLET_PORT=1")
        files.advance(milliseconds: 1)
        #expect(store.current.settings.server.port == 8000)
        files.advance(milliseconds: 1)
        #expect(store.current.settings.server.port == 1)
    }

    @Test func `a wrong file changes nothing, is reported once, and is over when it is mended`() throws {
        let files = try Files()
        try files.write("martlet.yaml", "server: {port: 1}")
        let store = try files.store()
        let changes = Mutex<[String]>([])
        let subscription = store.subscribe { change in
            changes.withLock { changes in
                switch change {
                case .changed(let loaded): changes.append("port \(loaded.settings.server.port)")
                case .rejected(let error): changes.append("\(error.problems.count) problem")
                }
            }
        }
        try files.write("martlet.yaml", "server: {port: no}")
        for _ in 0..<5 {
            files.advance(milliseconds: 25)
            #expect(store.current.settings.server.port == 1)
        }
        #expect(store.lastReloadError?.problems.first?.origin.column == 16)
        #expect(throws: ConfigurationError.self) { try store.reload() }
        try files.replace("martlet.yaml", "server: {port: 3}")
        files.advance(milliseconds: 25)
        #expect(store.current.settings.server.port == 3)
        #expect(store.lastReloadError == nil)
        #expect(changes.withLock { $0 } == ["1 problem", "port 3"])
        withExtendedLifetime(subscription) {}
    }

    @Test func `who gives up a subscription hears nothing more`() throws {
        let files = try Files()
        let store = try files.store()
        let count = Mutex(0)
        do {
            let subscription = store.subscribe { _ in count.withLock { $0 += 1 } }
            try files.write(".env", "MARTLET_PORT=1")
            files.advance(milliseconds: 2)
            _ = store.current
            withExtendedLifetime(subscription) {}
        }
        try files.write(".env", "MARTLET_PORT=22")
        files.advance(milliseconds: 2)
        #expect(store.current.settings.server.port == 22)
        #expect(count.withLock { $0 } == 1)
    }

    @Test func `a file replaced by rename is seen, and so are deletion and return`() throws {
        let files = try Files()
        try files.write(".env", "MARTLET_PORT=1")
        let store = try files.store()
        try files.replace(".env", "MARTLET_PORT=2")
        files.advance(milliseconds: 2)
        #expect(store.current.settings.server.port == 2)
        try files.remove(".env")
        files.advance(milliseconds: 2)
        #expect(store.current.settings.server.port == 2)
        files.advance(milliseconds: 50)
        #expect(store.current.settings.server.port == 8000)
        try files.write(".env", "MARTLET_PORT=3")
        files.advance(milliseconds: 2)
        #expect(store.current.settings.server.port == 3)
    }

    @Test func `a file seen empty while it is written changes nothing`() throws {
        let files = try Files()
        try files.write(".env", "MARTLET_PORT=1")
        let store = try files.store()
        try files.write(".env", "")
        files.advance(milliseconds: 2)
        #expect(store.current.settings.server.port == 1)
        try files.write(".env", "MARTLET_PORT=22")
        files.advance(milliseconds: 2)
        #expect(store.current.settings.server.port == 22)
        #expect(store.current.generation == 1)
    }

    @Test func `the same text again is no change`() throws {
        let files = try Files()
        try files.write(".env", "MARTLET_PORT=1")
        let store = try files.store()
        try files.replace(".env", "MARTLET_PORT=1")
        files.advance(milliseconds: 100)
        #expect(store.current.generation == 0)
        #expect(try store.reload().generation == 0)
    }

    @Test func `what cannot be read is told, not believed empty`() throws {
        let files = try Files()
        try FileManager.default.createDirectory(atPath: files.path("martlet.yaml"), withIntermediateDirectories: false)
        let error = #expect(throws: ConfigurationError.self) { try files.store() }
        #expect(error?.problems.first?.message == "this is no regular file")
        let sources = ConfigurationSources(yamlPath: files.path("nothing.yaml"), yamlIsRequired: true)
        let missing = #expect(throws: ConfigurationError.self) { try SettingsLoader.load(from: sources) }
        #expect(missing?.problems.first?.message == "the file cannot be read: No such file or directory")
    }

    @Test func `a pipe in the place of a file does not block`() throws {
        let files = try Files()
        #expect(unsafe mkfifo(files.path(".env"), 0o600) == 0)
        #expect(throws: ConfigurationError.self) { try files.store() }
    }

    @Test func `the watcher finds a change that nobody asks for`() async throws {
        let files = try Files()
        let sources = ConfigurationSources(yamlPath: files.path("martlet.yaml"), dotEnvPath: files.path(".env"))
        let store = try SettingsStore(sources: sources)
        let (changes, continuation) = AsyncStream.makeStream(of: Int.self)
        let subscription = store.subscribe { change in
            if case .changed(let loaded) = change { continuation.yield(loaded.settings.server.port) }
        }
        store.startWatching()
        try files.write(".env", "MARTLET_PORT=7")
        for await port in changes {
            #expect(port == 7)
            break
        }
        store.stopWatching()
        withExtendedLifetime(subscription) {}
    }

    @Test func `many threads that read while a file changes see one or the other`() throws {
        let files = try Files()
        let sources = ConfigurationSources(yamlPath: files.path("martlet.yaml"), dotEnvPath: files.path(".env"))
        try files.write(".env", "MARTLET_PORT=1\nMARTLET_HOST=a1")
        let store = try SettingsStore(sources: sources)
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for round in 0..<200 {
                if thread == 0 { try? files.replace(".env", "MARTLET_PORT=\(round)\nMARTLET_HOST=a\(round)") }
                let server = store.current.settings.server
                #expect(server.host == "a\(server.port)")
            }
        }
    }

    @Test func `settings that are fixed stay so`() {
        var settings = Settings()
        settings.server.port = 5
        let store = SettingsStore(fixed: settings)
        store.startWatching()
        #expect(store.current.settings == settings)
        #expect((try? store.reload().settings.server.port) == 5)
    }
}
