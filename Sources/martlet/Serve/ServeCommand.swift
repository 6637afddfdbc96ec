import Configuration
import EventLoop
import Foundation
import Gateway
import HTTP
import Logging

extension Command {
    static let serve = Command(
        name: "serve",
        summary: "serves every configured backend at one address",
        options: [
            Option("--config", "FILE", "the YAML file (default: martlet.yaml)"),
            Option("--host", "HOST", "the address to listen on (default: 127.0.0.1)"),
            Option("--port", "N", "the port (default: 8000)"),
            Option("--data", "DIR", "where state is kept (default: $XDG_DATA_HOME/martlet)"),
        ],
        details: """
            SIGTERM and Ctrl-C let running answers finish for 30 s (a second one does not wait). martlet.yaml and .env
            are watched: a change holds from the next request on. Exit codes: 0 stopped, 2 the configuration is wrong,
            3 the address cannot be listened on.
            """
    ) { arguments in
        let store: SettingsStore
        do { store = try SettingsStore(sources: Settings.sources(arguments)) } catch {
            throw CommandError("the configuration is wrong:\n\(error)", exitCode: 2)
        }
        if let problem = store.current.settings.server.bindProblem {
            throw CommandError(problem.description, exitCode: 2)
        }
        return try await Serving(store).run()
    }
}

/// A server's life, from the start to the last answer.
private struct Serving {
    private let store: SettingsStore

    init(_ store: SettingsStore) { self.store = store }

    func run() async throws -> Int32 {
        SignalWatch.ignoreBrokenPipes()
        let assembly = try await Assembly.make(store)
        let port: UInt16
        do { port = try assembly.server.start() } catch {
            throw CommandError("\(error)", exitCode: 3)
        }
        let signals = try await stopSignals(on: assembly.loops.first)
        let banner = Banner(store.current, port: port)
        Terminal.write(banner.text)
        for warning in store.current.warnings { Log.warning("configuration", warning.description) }
        let subscription = store.subscribe { tell($0, assembly) }
        store.startWatching()
        let findings = Task { await banner.tellFindings(assembly.gateway) }
        var received = signals.makeAsyncIterator()
        _ = await received.next()
        findings.cancel()
        Log.info("server", "stopping: running answers may finish")
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await assembly.shutDown()
                return true
            }
            group.addTask {
                var again = signals.makeAsyncIterator()
                return await again.next() == nil
            }
            // A second signal does not wait for anybody.
            if await group.next() == false { exit(1) }
            group.cancelAll()
        }
        withExtendedLifetime(subscription) {}
        return 0
    }

    /// The signals that ask for an end, as they come.
    private func stopSignals(on loop: EventLoop) async throws -> AsyncStream<Void> {
        let signals = AsyncStream.makeStream(of: Void.self)
        try await loop.spawn {
            Result {
                let watches = try [SIGTERM, SIGINT].map { signal in
                    try SignalWatch(loop: loop, signal: signal) { signals.continuation.yield() }
                }
                signals.continuation.onTermination = { _ in withExtendedLifetime(watches) {} }
            }
        }.value.get()
        return signals.stream
    }

    private func tell(_ change: SettingsChange, _ assembly: Assembly) {
        switch change {
        case .changed(let loaded):
            Log.info("configuration", "changed; it holds from now on")
            for warning in loaded.warnings { Log.warning("configuration", warning.description) }
            assembly.configure(loaded.settings)
        case .rejected(let error):
            Log.error("configuration", "the changed files are wrong, and what held before still holds: \(error)")
        }
    }
}
