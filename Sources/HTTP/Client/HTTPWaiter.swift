/// A task that waits for the one result it will be given; it runs on later, never inside `resume`.
@safe struct HTTPWaiter<Value: Sendable>: Sendable {
    typealias Outcome = Result<Value, HTTPClientError>

    // Unchecked for speed: the exchange forgets a waiter as it resumes it, and never forgets one otherwise.
    private let continuation: UnsafeContinuation<Outcome, Never>

    func resume(_ outcome: Outcome) { unsafe continuation.resume(returning: outcome) }

    static func wait(_ body: (HTTPWaiter) -> Void) async -> Outcome {
        await unsafe withUnsafeContinuation { continuation in
            body(unsafe HTTPWaiter(continuation: continuation))
        }
    }
}
