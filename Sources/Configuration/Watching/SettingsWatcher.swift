import Dispatch
import Foundation

/// A thread that does something again and again until it is stopped.
final class SettingsWatcher: Sendable {
    private let stopped = DispatchSemaphore(value: 0)

    init(every interval: DispatchTimeInterval, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread { [stopped] in
            while stopped.wait(timeout: .now() + interval) == .timedOut { body() }
        }
        thread.name = "martlet-config"
        thread.start()
    }

    func stop() { stopped.signal() }
}
