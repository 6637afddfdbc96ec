import CEvent
import Foundation

/// Calls back once on its loop after a while; it can be armed again and again.
///
/// Confined to its loop's thread. It is as fine as the kernel's tick (4 ms or less), early or late.
@safe package final class LoopTimer: @unchecked Sendable {
    // Sendable by confinement to the loop's thread, which every method asserts.
    private let loop: EventLoop
    private var event: OpaquePointer?
    private var body: (() -> Void)?

    package init(loop: EventLoop, body: @escaping () -> Void) {
        self.loop = loop
        self.body = body
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe event = unsafe event_new(
            loop.base,
            -1,
            0,
            { _, _, context in
                guard let context = unsafe context else { return }
                let timer = unsafe Unmanaged<LoopTimer>.fromOpaque(context).takeUnretainedValue()
                withExtendedLifetime(timer) { timer.body?() }
            },
            context
        )
    }

    deinit {
        if let event = unsafe event { unsafe event_free(event) }
    }

    /// Calls back after `delay`, instead of at the time set before.
    package func arm(after delay: Duration) {
        loop.assertCurrent()
        guard let event = unsafe event, body != nil else { return }
        let (seconds, attoseconds) = max(delay, .zero).components
        var time = timeval()
        time.tv_sec = numericCast(min(seconds, 1 << 30))
        time.tv_usec = numericCast(attoseconds / 1_000_000_000_000)
        unsafe event_add(event, &time)
    }

    package func disarm() {
        loop.assertCurrent()
        if let event = unsafe event { unsafe event_del(event) }
    }

    /// Stops for good, and lets go of the body.
    package func cancel() {
        disarm()
        body = nil
    }
}

extension EventLoop {
    /// Sleeps on the loop that the task runs on; throws `CancellationError` as soon as the task is cancelled.
    package static func sleep(for duration: Duration) async throws {
        guard let loop = EventLoop.current else { return try await Task.sleep(for: duration) }
        let sleeper = Sleeper(loop: loop)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { sleeper.start($0, for: duration) }
        } onCancel: {
            loop.execute { sleeper.finish(with: .failure(CancellationError())) }
        }
    }
}

/// One sleep: the timer or the cancellation ends it, whichever comes first.
private final class Sleeper: @unchecked Sendable {
    // Sendable by confinement to the loop's thread.
    private var continuation: CheckedContinuation<Void, any Error>?
    private var timer: LoopTimer?
    private var finished = false
    private let loop: EventLoop

    init(loop: EventLoop) { self.loop = loop }

    func start(_ continuation: CheckedContinuation<Void, any Error>, for duration: Duration) {
        guard !finished else { return continuation.resume(throwing: CancellationError()) }
        self.continuation = continuation
        let timer = LoopTimer(loop: loop) { [unowned self] in finish(with: .success(())) }
        timer.arm(after: duration)
        self.timer = timer
    }

    func finish(with result: Result<Void, any Error>) {
        finished = true
        timer?.cancel()
        timer = nil
        continuation?.resume(with: result)
        continuation = nil
    }
}
