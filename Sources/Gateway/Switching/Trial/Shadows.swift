import EventLoop
import Providers
import Synchronization

/// Copies of requests that go to a model on trial. Their answers are measured and thrown away; whoever asked knows nothing
/// of them.
///
/// They run beside, a few at a time; where there are too many they are left out. They go only where a place is free, and
/// give it back when a request waits for one. What they cost is in the request log and the metrics, as requests to the
/// endpoint `shadow`.
final class Shadows: Sendable {
    private struct State {
        var running = 0
        var counts = Counts()
        var isOver = false
        var report: (@Sendable (TrialSample) -> Void)?
    }

    struct Counts: Sendable, Equatable {
        var sent = 0
        /// For want of a place.
        var leftOut = 0
    }

    private let target: SwitchTarget
    private let backend: Backend
    private let admissions: Admissions
    private let observer: any RequestObserver
    private let loop: EventLoop
    private let state = Mutex(State())

    /// How many copies are answered at a time.
    static let most = 4
    private static let limit = Duration.seconds(120)
    /// How long a request waits at most for a place that a copy has.
    private static let yieldsWithin = Duration.milliseconds(20)

    init(_ target: SwitchTarget, _ backend: Backend, of gateway: Gateway, on loop: EventLoop) {
        self.target = target
        self.backend = backend
        self.loop = loop
        admissions = gateway.admissions
        observer = gateway.observer
    }

    var counts: Counts { state.withLock { $0.counts } }

    func report(to body: @escaping @Sendable (TrialSample) -> Void) { state.withLock { $0.report = body } }

    /// Sends no more, and tells nothing of those that are under way.
    func end() { state.withLock { $0.isOver = true } }

    /// Sends a copy of the request of this name, if there is room for one.
    func send(_ request: GenerateRequest, of id: String) {
        guard request.neededFeatures.subtracting(backend.provider.features).isEmpty else { return }
        let goes = state.withLock { state in
            guard !state.isOver else { return false }
            guard state.running < Self.most else {
                state.counts.leftOut += 1
                return false
            }
            state.running += 1
            return true
        }
        guard goes else { return }
        loop.spawn { [self] in
            let sample = await answer(request, of: id)
            let report = state.withLock { state in
                state.running -= 1
                return state.isOver ? nil : state.report
            }
            if let sample { report?(sample) }
        }
    }

    private func answer(_ request: GenerateRequest, of id: String) async -> TrialSample? {
        guard let leave = await admissions.enterIfFree(target.id, backend) else {
            state.withLock { $0.counts.leftOut += 1 }
            return nil
        }
        state.withLock { $0.counts.sent += 1 }
        let inFlight = backend.enter(target.id.model, leave.pass)
        defer { withExtendedLifetime(inFlight) {} }
        let context = RequestContext(id: "\(id)-shadow", endpoint: .shadow, keyName: nil)
        context.requestedModel = "default"
        (context.provider, context.model) = (target.id.provider, target.id.model)
        (context.attempts, context.streamed) = (1, request.stream)
        let sample = await measured(request, context, mayBeDisplaced: leave.pass != nil)
        observer.requestEnded(context)
        return sample
    }

    private struct Displaced: Error {}

    private func measured(
        _ request: GenerateRequest,
        _ context: RequestContext,
        mayBeDisplaced: Bool
    ) async -> TrialSample? {
        var request = request
        request.model = target.id.model
        request.defaults = target.parameters
        do {
            try await withThrowingTaskGroup(of: Void.self) { [request] group in
                group.addTask {
                    try await withDeadline(Self.limit) { try await self.read(request, context) }
                }
                if mayBeDisplaced {
                    group.addTask {
                        while true {
                            try await EventLoop.sleep(for: Self.yieldsWithin)
                            if self.admissions.waiting(for: self.backend.name) > 0 { throw Displaced() }
                        }
                    }
                }
                defer { group.cancelAll() }
                _ = try await group.next()
            }
            context.status = 200
            return TrialSample(arm: .new, failed: false, firstToken: context.firstToken, total: context.elapsed)
        } catch let error as ProviderError {
            let refusal = GatewayError(error)
            (context.status, context.errorLabel) = (refusal.status, refusal.label)
            return TrialSample.isClients(error.code.rawValue) ? nil : TrialSample(arm: .new, failed: true)
        } catch is Displaced {
            (context.status, context.errorLabel) = (499, "displaced")
            return nil
        } catch {
            (context.status, context.errorLabel) = (504, "timeout")
            return TrialSample(arm: .new, failed: true)
        }
    }

    /// To the end of the answer, of which only what it cost is kept.
    private func read(_ request: GenerateRequest, _ context: RequestContext) async throws {
        let generation = try await backend.generate(request, adapter: target.adapter)
        while let part = try await generation.next() {
            for event in part.events {
                switch event {
                case .usage(let usage): context.usage = usage
                case .finished(let reason, _): context.finishReason = reason
                case _ where event.isContent && context.firstToken == nil: context.firstToken = context.elapsed
                default: break
                }
            }
        }
    }
}
