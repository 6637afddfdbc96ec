/// How much an event matters.
package enum LogLevel: Int, Sendable, Comparable, CaseIterable {
    case debug
    case info
    case warning
    case error

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }

    package var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        }
    }

    package init?(name: String) {
        guard let level = LogLevel.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }
}

/// What a log field can hold. There is no case for "anything": who logs a value says what it is, so that a settings
/// object with a key in it cannot slip into a line.
package enum LogValue: Sendable, Hashable {
    case string(String)
    case int(Int)
    case double(Double)
    case bool(Bool)
    /// Milliseconds in JSON, a readable length of time in text.
    case duration(Duration)
}

/// The fields of an event, in the order they were given.
package struct LogFields: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package private(set) var pairs: [Pair] = []

    package struct Pair: Sendable, Equatable {
        package let name: String
        package let value: LogValue
    }

    package init() {}

    package init(dictionaryLiteral elements: (String, LogValue)...) {
        pairs = elements.map { Pair(name: $0, value: $1) }
    }

    package subscript(name: String) -> LogValue? { pairs.first { $0.name == name }?.value }

    package mutating func add(_ name: String, _ value: LogValue) { pairs.append(Pair(name: name, value: value)) }
}

/// Something that happened, apart from requests (`AccessLog` tells of those).
package struct LogEvent: Sendable, Equatable {
    package var time: Timestamp
    package var level: LogLevel
    /// The part of the program that speaks: `gateway`, `http`, `llamacpp`.
    package var category: String
    package var message: String
    package var fields: LogFields

    package init(
        time: Timestamp = .now,
        level: LogLevel,
        category: String,
        message: String,
        fields: LogFields = [:]
    ) {
        self.time = time
        self.level = level
        self.category = category
        self.message = message
        self.fields = fields
    }
}
