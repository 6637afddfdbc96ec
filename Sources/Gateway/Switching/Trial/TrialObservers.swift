import Synchronization

/// Tells the trial that goes on, if one does, of the requests that are part of it. Called on the requests' path.
final class TrialObservers: Sendable {
    private let observer = Mutex<(@Sendable (RequestContext) -> Void)?>(nil)

    func set(_ body: (@Sendable (RequestContext) -> Void)?) { observer.withLock { $0 = body } }

    func requestEnded(_ context: RequestContext) { observer.withLock { $0 }?(context) }
}
