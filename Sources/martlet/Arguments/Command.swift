/// A command of the program: its words, its options, and what it does.
///
/// Parsing and `--help` are made from the same table, so that they cannot say different things.
struct Command: Sendable {
    struct Option: Sendable {
        /// `--port`
        var name: String
        /// What its value is called in the help; nil for a switch.
        var value: String?
        var help: String

        init(_ name: String, _ value: String? = nil, _ help: String) {
            self.name = name
            self.value = value
            self.help = help
        }
    }

    /// `config check`
    var name: String
    var summary: String
    /// What stands after the options: `[PROMPT…]`, or empty.
    var operands = ""
    var options: [Option] = []
    /// More for `--help`: examples, exit codes.
    var details = ""
    /// Returns the exit code.
    var run: @Sendable (Arguments) async throws -> Int32
}

/// What stood on a command's line.
struct Arguments: Sendable {
    private var values: [String: String] = [:]
    private var switches: Set<String> = []
    private(set) var operands: [String] = []

    subscript(option: String) -> String? { values[option] }
    func has(_ option: String) -> Bool { switches.contains(option) }

    /// The value of an option, as a number in a range.
    func int(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = values[option] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError("\(option) takes a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
        }
        return number
    }

    init(_ words: [String], for command: Command) throws(UsageError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            }
            guard word.hasPrefix("-"), word.count > 1 else {
                operands.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let option = command.options.first(where: { $0.name == parts[0] }) else {
                throw UsageError("'martlet \(command.name)' has no option \(parts[0])")
            }
            if option.value == nil {
                guard parts.count == 1 else { throw UsageError("\(parts[0]) takes no value") }
                switches.insert(option.name)
            } else if parts.count == 2 {
                values[option.name] = parts[1]
            } else {
                guard let value = rest.popFirst() else { throw UsageError("\(option.name) needs a value") }
                values[option.name] = value
            }
        }
        if command.operands.isEmpty, let extra = operands.first {
            throw UsageError("'martlet \(command.name)' does not know what to do with '\(extra)'")
        }
    }
}

/// The command line is not understood: exit code 64.
struct UsageError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A command could not do its work, in a sentence for the user: exit code 1, or the one given.
struct CommandError: Error, CustomStringConvertible {
    let description: String
    let exitCode: Int32

    init(_ description: String, exitCode: Int32 = 1) {
        self.description = description
        self.exitCode = exitCode
    }
}
