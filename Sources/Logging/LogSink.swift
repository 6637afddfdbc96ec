import Synchronization

/// Takes events. `write` must not block and may be called from any thread.
package protocol LogSink: Sendable {
    func write(_ event: LogEvent)
    /// Blocks until everything written before is out.
    func flush()
}

/// Writes events as lines.
package struct LineSink: LogSink {
    package let output: LineOutput

    package init(_ output: LineOutput) { self.output = output }

    package func write(_ event: LogEvent) { output.append(event) }
    package func flush() { output.flush() }

    package static let standardError = LineSink(LineOutput(descriptor: 2, style: .automatic(for: 2)))
}

/// Keeps events in memory: for tests.
package final class MemoryLogSink: LogSink {
    private let kept = Mutex<[LogEvent]>([])

    package init() {}

    package var events: [LogEvent] { kept.withLock { $0 } }
    package func write(_ event: LogEvent) { kept.withLock { $0.append(event) } }
    package func flush() {}
}
