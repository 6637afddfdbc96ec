import Synchronization

/// Says what happens, from anywhere in the program, without ever blocking.
///
///     Log.info("gateway", "provider is back", ["provider": .string(name)])
///
/// Never pass a prompt, an answer or a secret. Secrets that are known at start are also given to `Secrets.hide`,
/// which keeps them out of lines that repeat other people's words (a child's output, a peer's error text).
package enum Log {
    /// Takes the place of the process's sink within a task: for tests.
    @TaskLocal package static var taskSink: (any LogSink)?

    private static let threshold = Atomic<Int>(LogLevel.info.rawValue)
    private static let installed = Mutex<(any LogSink)?>(nil)

    /// Events below this level cost nothing and go nowhere.
    package static var level: LogLevel {
        get { LogLevel(rawValue: threshold.load(ordering: .relaxed)) ?? .info }
        set { threshold.store(newValue.rawValue, ordering: .relaxed) }
    }

    /// Where events go: standard error, unless another sink is put here.
    package static var sink: any LogSink {
        get { installed.withLock { $0 } ?? LineSink.standardError }
        set { installed.withLock { $0 = newValue } }
    }

    package static func debug(
        _ category: String,
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> LogFields = [:]
    ) {
        write(.debug, category, message, fields)
    }

    package static func info(
        _ category: String,
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> LogFields = [:]
    ) {
        write(.info, category, message, fields)
    }

    package static func warning(
        _ category: String,
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> LogFields = [:]
    ) {
        write(.warning, category, message, fields)
    }

    package static func error(
        _ category: String,
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> LogFields = [:]
    ) {
        write(.error, category, message, fields)
    }

    private static func write(
        _ level: LogLevel,
        _ category: String,
        _ message: () -> String,
        _ fields: () -> LogFields
    ) {
        guard level.rawValue >= threshold.load(ordering: .relaxed) else { return }
        let event = LogEvent(level: level, category: category, message: message(), fields: fields())
        (taskSink ?? sink).write(event)
    }

    /// Blocks until what was logged before is written: for the moment before the process ends.
    package static func flush() { (taskSink ?? sink).flush() }
}
