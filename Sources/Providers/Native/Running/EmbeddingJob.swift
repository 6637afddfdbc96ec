import Engine
import Synchronization

/// Texts that wait to be embedded by a model's thread, or are being.
final class EmbeddingJob: Sendable {
    private struct State {
        var next = 0
        var rows: [[Float]] = []
        var result: Result<[[Float]], ProviderError>?
        var reader: CheckedContinuation<Void, Never>?
        var isAbandoned = false
    }

    /// The shortest first: texts of about the same length go together.
    private let texts: [[Int]]
    /// Where each of them stood in the request.
    private let places: [Int]
    private let state = Mutex(State())
    private let wakeWriter: @Sendable () -> Void

    /// Tokens that are embedded in one go, so that answers under way are not held up long.
    private static let most = 512

    init(_ texts: [[Int]], wakeWriter: @escaping @Sendable () -> Void) {
        places = texts.indices.sorted { (texts[$0].count, $0) < (texts[$1].count, $1) }
        self.texts = places.map { texts[$0] }
        self.wakeWriter = wakeWriter
    }

    // MARK: The model's thread

    /// Embeds some of the texts. Returns true when nothing is left to do.
    func work(_ model: Engine.LoadedModel) -> Bool {
        let start = state.withLock { $0.isAbandoned ? texts.count : $0.next }
        guard start < texts.count else {
            finish(.success(state.withLock { $0.rows }))
            return true
        }
        var end = start + 1
        var tokens = texts[start].count
        while end < texts.count, tokens + texts[end].count <= Self.most {
            tokens += texts[end].count
            end += 1
        }
        do throws(EngineError) {
            let rows = try model.embed(Array(texts[start..<end]), normalises: false) {
                state.withLock { $0.isAbandoned }
            }
            state.withLock { state in
                state.rows += rows
                state.next = end
            }
        } catch {
            finish(.failure(ProviderError(error)))
            return true
        }
        guard end == texts.count else { return false }
        finish(.success(state.withLock { $0.rows }))
        return true
    }

    private func finish(_ result: Result<[[Float]], ProviderError>) {
        let reader = state.withLock { state in
            state.result = state.result ?? result
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    // MARK: The reader

    /// Waits for the rows. A task that is cancelled calls the work off.
    func rows() async throws(ProviderError) -> [[Float]] {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.result != nil || state.isAbandoned { return true }
                    state.reader = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let reader = state.withLock { state in
                state.isAbandoned = true
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume()
            wakeWriter()
        }
        guard let result = state.withLock({ $0.result }) else {
            throw ProviderError(.cancelled, "the request was cancelled")
        }
        let rows = try result.get()
        var ordered = [[Float]](repeating: [], count: rows.count)
        for (place, row) in zip(places, rows) { ordered[place] = row }
        return ordered
    }
}
