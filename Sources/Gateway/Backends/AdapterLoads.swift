import EventLoop
import Providers
import Synchronization

/// The adapters that a backend was given: each is loaded once, however many requests wait for it, and whoever of them leaves.
final class AdapterLoads: Sendable {
    private struct State {
        /// Where each was loaded from.
        var loaded: [String: String] = [:]
        var loading: [String: Load] = [:]
    }

    private final class Load: Sendable {
        let path: String
        let end = Latch()
        let problem = Mutex<ProviderError?>(nil)

        init(_ path: String) { self.path = path }
    }

    private let adapters: any ModelAdapters
    private let loop: EventLoop
    private let state = Mutex(State())

    /// The loads run on `loop`.
    init(_ adapters: any ModelAdapters, on loop: EventLoop) {
        self.adapters = adapters
        self.loop = loop
    }

    /// Returns when the backend has the adapter.
    func ready(_ name: String, from path: String) async throws(ProviderError) {
        while let load = next(name, path) {
            await load.end.wait()
            if Task.isCancelled { throw ProviderError(.cancelled, "the request was cancelled") }
            // One from elsewhere, that somebody else waited for, says nothing of this one.
            if load.path == path, let problem = load.problem.withLock({ $0 }) { throw problem }
        }
    }

    /// The backend does not know it any more: it was started anew.
    func forget(_ name: String) { state.withLock { $0.loaded[name] = nil } }

    /// What is to be waited for; nil where it is there.
    private func next(_ name: String, _ path: String) -> Load? {
        let (load, isNew) = state.withLock { state -> (Load?, Bool) in
            if let load = state.loading[name] { return (load, false) }
            if state.loaded[name] == path { return (nil, false) }
            let load = Load(path)
            state.loading[name] = load
            return (load, true)
        }
        guard isNew, let load else { return load }
        loop.spawn { [self] in
            do throws(ProviderError) { try await adapters.load(adapter: name, from: path) } catch {
                load.problem.withLock { $0 = error }
            }
            state.withLock { state in
                state.loading[name] = nil
                state.loaded[name] = load.problem.withLock { $0 } == nil ? path : nil
            }
            load.end.open()
        }
        return load
    }
}
