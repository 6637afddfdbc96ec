import EventLoop
import Providers
import Synchronization

/// Copies of requests that go to a model on trial. Their answers are measured and thrown away; whoever asked knows nothing
/// of them, and pays for nothing: they run beside, a few at a time, and are left out where there are too many.
final class Shadows: Sendable {
    private struct State {
        var running = 0
        var isOver = false
        var report: (@Sendable (TrialSample) -> Void)?
    }

    private let target: SwitchTarget
    private let provider: any Provider
    private let loop: EventLoop
    private let state = Mutex(State())

    /// How many copies are answered at a time.
    private static let most = 4
    private static let limit = Duration.seconds(120)

    init(_ target: SwitchTarget, _ provider: any Provider, on loop: EventLoop) {
        self.target = target
        self.provider = provider
        self.loop = loop
    }

    func report(to body: @escaping @Sendable (TrialSample) -> Void) { state.withLock { $0.report = body } }

    func end() { state.withLock { $0.isOver = true } }

    /// Sends a copy, if there is room for one.
    func send(_ request: GenerateRequest) {
        guard request.neededFeatures.subtracting(provider.features).isEmpty else { return }
        let goes = state.withLock { state in
            guard !state.isOver, state.running < Self.most else { return false }
            state.running += 1
            return true
        }
        guard goes else { return }
        loop.spawn { [self] in
            let sample = await measured(request)
            let report = state.withLock { state in
                state.running -= 1
                return state.isOver ? nil : state.report
            }
            if let sample { report?(sample) }
        }
    }

    private func measured(_ request: GenerateRequest) async -> TrialSample? {
        var request = request
        request.model = target.id.model
        request.defaults = target.parameters
        let began = ContinuousClock.now
        do {
            let first = try await withDeadline(Self.limit) { [provider, request] () -> Duration? in
                var first: Duration?
                let generation = try await provider.generate(request)
                while let part = try await generation.next() {
                    if first == nil, part.events.contains(where: \.isContent) { first = .now - began }
                }
                return first
            }
            return TrialSample(arm: .new, failed: false, firstToken: first, total: .now - began)
        } catch let error as ProviderError where TrialSample.isClients(error.code.rawValue) {
            return nil
        } catch { return TrialSample(arm: .new, failed: true) }
    }
}
