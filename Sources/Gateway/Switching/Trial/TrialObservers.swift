import Providers
import Synchronization

/// The trial that goes on, if one does: told on the requests' path of those that are part of it.
final class TrialObservers: Sendable {
    private let current = Mutex<TrialRun?>(nil)

    func set(_ trial: TrialRun?) { current.withLock { $0 = trial } }

    func requestEnded(_ context: RequestContext) { current.withLock { $0 }?.requestEnded(context) }

    /// A request that the old model answers.
    func requestBegan(_ request: GenerateRequest, _ context: RequestContext) {
        current.withLock { $0 }?.shadows?.send(request, of: context.id)
    }
}
