import Gateway
import JSON

/// What a call of `martlet switch` asks for.
enum SwitchTask {
    /// With what the server is asked.
    case make(JSONObject)
    /// For whom; nil: for all.
    case show(scope: String?)
    case withdraw(Int)

    init(_ arguments: Arguments) throws {
        if arguments.has("--history") {
            try Self.refuse(["--back", "--shadow", "--no-wait"], ["--canary", "--for", "--guard", "--why"], arguments)
            self = .show(scope: arguments["--user"].map { "user:\($0)" })
        } else if let number = try arguments.int("--withdraw", in: 1...Int.max) {
            try Self.refuse(["--back", "--shadow", "--no-wait"], ["--canary", "--for", "--guard", "--why"], arguments)
            self = .withdraw(number)
        } else {
            self = .make(try Self.body(arguments))
        }
    }

    private static func refuse(_ switches: [String], _ options: [String], _ arguments: Arguments) throws {
        let names = switches.filter(arguments.has) + options.filter { arguments[$0] != nil }
        if let name = names.first { throw UsageError("\(name) is for a switch: none is made here") }
        guard arguments.operands.isEmpty else { throw UsageError("no NAME is taken here: no switch is made") }
    }

    private static func body(_ arguments: Arguments) throws -> JSONObject {
        var body = JSONObject()
        if arguments.has("--back") {
            guard arguments.operands.isEmpty else { throw UsageError("--back takes no NAME") }
            body["back"] = true
        } else {
            guard let name = arguments.operands.first, arguments.operands.count == 1 else {
                throw UsageError("'martlet switch' takes one NAME ('martlet models' shows them), or --back")
            }
            body["model"] = .string(name)
        }
        let isTrial = arguments["--canary"] != nil || arguments.has("--shadow")
        for option in ["--for", "--guard"] where arguments[option] != nil && !isTrial {
            throw UsageError("\(option) needs --canary or --shadow: without them nothing is tried")
        }
        if let rules = arguments["--guard"] {
            do { _ = try TrialGuard.parse(rules) } catch { throw UsageError("--guard: \(error.marked)\n ") }
        }
        if let time = arguments["--for"], TrialTime.parse(time) == nil {
            throw UsageError("--for takes a time from 1s to 7d, such as 90s, 10m or 2h, not '\(time)'")
        }
        for option in ["--canary", "--for", "--guard", "--user", "--why"] {
            body[String(option.dropFirst(2))] = arguments[option].map(JSONValue.string)
        }
        if arguments.has("--shadow") { body["shadow"] = true }
        return body
    }

    /// What became of it, in words; returns the exit code.
    static func end(_ record: JSONValue, asJSON: Bool) throws -> Int32 {
        let state = record["state"]?.string ?? ""
        let isMade = state == "switched" || state == "unchanged"
        if asJSON {
            Terminal.json { $0.value(record) }
            return isMade ? 0 : 1
        }
        guard isMade else { throw CommandError(Terminal.harmless(record["problem"]?.string ?? "it was \(state)")) }
        let model = Terminal.harmless("\(record["provider"]?.string ?? "")/\(record["model"]?.string ?? "")")
        Terminal.line(
            state == "unchanged"
                ? "\(model) answers already" : "\(model) answers now (\(record["took_ms"]?.int ?? 0) ms)"
        )
        if let verdict = record["verdict"]?.string { Terminal.line(Terminal.harmless(verdict)) }
        return 0
    }
}
