import CEvent
import Foundation

/// Calls back on its loop for each signal of a kind that the process gets, in place of what the signal would do.
///
/// One loop of a process may have signal watches: use `EventLoopGroup.first`. Confined to that loop's thread.
@safe package final class SignalWatch: @unchecked Sendable {
    // Sendable by confinement to the loop's thread, which every method asserts.
    private let loop: EventLoop
    private var event: OpaquePointer?
    private var body: (() -> Void)?

    /// Watches for `signal` (`SIGTERM`, `SIGINT`, `SIGHUP`...) from now on.
    package init(loop: EventLoop, signal: Int32, body: @escaping () -> Void) throws(EventLoopError) {
        loop.assertCurrent()
        self.loop = loop
        self.body = body
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        let flags = Int16(EV_SIGNAL | EV_PERSIST)
        unsafe event = unsafe event_new(
            loop.base,
            signal,
            flags,
            { _, _, context in
                guard let context = unsafe context else { return }
                let watch = unsafe Unmanaged<SignalWatch>.fromOpaque(context).takeUnretainedValue()
                withExtendedLifetime(watch) { watch.body?() }
            },
            context
        )
        guard let event = unsafe event, unsafe event_add(event, nil) == 0 else {
            throw EventLoopError(message: "signal \(signal) cannot be watched: \(String(systemError: errno))")
        }
    }

    deinit {
        if let event = unsafe event { unsafe event_free(event) }
    }

    /// Gives the signal its old meaning back, and lets go of the body.
    package func cancel() {
        loop.assertCurrent()
        if let event = unsafe event { unsafe event_del(event) }
        body = nil
    }

    /// A write to a closed socket or pipe shall be an error of that write, not the end of the process.
    package static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }
}
