import EventLoop
import Gateway
import HTTP
import JSON

extension Command {
    static let switchModel = Command(
        name: "switch",
        summary: "changes which model a running Martlet answers with",
        operands: "[NAME]",
        options: Session.options + [
            Option("--back", nil, "to the model before the last switch"),
            Option("--canary", "SHARE", "try it on so many of the requests first: 5%"),
            Option("--for", "TIME", "how long it is tried: 90s, 10m, 2h (default: 10m)"),
            Option(
                "--guard",
                "RULES",
                "what it must hold to: 'error_rate<1%, p95<1.5x' (default: error_rate<2%, p95<2x)"
            ),
            Option("--shadow", nil, "send it copies of requests first, whose answers nobody sees"),
            Option("--user", "NAME", "only for requests that name this user"),
            Option("--why", "TEXT", "a reason for the history"),
            Option("--json", nil, "print JSON"),
        ],
        details: """
            NAME is provider/model, a profile, a route, or a model's bare name. The new model is loaded and must answer
            before it takes over; requests under way finish on the old one, which goes on if anything fails. A trial goes
            forward or back by itself, and says why. Ctrl-C stops watching, not the switch.
            Exit codes: 0 it answers now, 1 it does not, 2 the configuration is wrong.
            """
    ) { arguments in
        let body = try SwitchCommand.body(arguments)
        let loops = try EventLoopGroup(count: 1)
        guard let server = try await RunningServer.find(arguments, HTTPClient(group: loops)) else {
            throw CommandError(
                "no Martlet runs at the configured address: start one with 'martlet serve', or say --url"
            )
        }
        let begun = try await server.ask("POST", "/api/models/switch?wait=false", body)
        guard begun.status == 202, let number = begun.json["number"]?.int else { throw begun.complaint }
        var view = SwitchView(isQuiet: arguments.has("--json"))
        while true {
            let answer = try await server.ask("GET", "/api/models/switches/\(number)")
            guard answer.status == 200 else { throw answer.complaint }
            if answer.json["ended"]?.string != nil { return try SwitchCommand.end(answer.json, &view, arguments) }
            view.show(answer.json)
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}

private enum SwitchCommand {
    static func body(_ arguments: Arguments) throws -> JSONObject {
        var body = JSONObject()
        if arguments.has("--back") {
            guard arguments.operands.isEmpty else { throw UsageError("--back takes no NAME") }
            body["back"] = true
        } else {
            guard let name = arguments.operands.first, arguments.operands.count == 1 else {
                throw UsageError("'martlet switch' takes one NAME, or --back")
            }
            body["model"] = .string(name)
        }
        if let rules = arguments["--guard"] {
            do { _ = try TrialGuard.parse(rules) } catch { throw UsageError("--guard: \(error.marked)\n ") }
        }
        for option in ["--canary", "--for", "--guard", "--user", "--why"] {
            body[String(option.dropFirst(2))] = arguments[option].map(JSONValue.string)
        }
        if arguments.has("--shadow") { body["shadow"] = true }
        return body
    }

    static func end(_ record: JSONValue, _ view: inout SwitchView, _ arguments: Arguments) throws -> Int32 {
        view.finish()
        let state = record["state"]?.string ?? ""
        let isMade = state == "switched" || state == "unchanged"
        if arguments.has("--json") {
            var json = JSONWriter()
            json.value(record)
            Terminal.line(String(decoding: json.finish(), as: UTF8.self))
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

/// A switch on its way, as people see it.
private struct SwitchView {
    let isQuiet: Bool
    private var bar: ProgressBar?
    private var state: String?

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    mutating func show(_ record: JSONValue) {
        guard !isQuiet else { return }
        let now = Self.words(record)
        if let fraction = record["fraction"]?.double {
            if bar == nil { bar = ProgressBar(Self.title(record)) }
            bar?.show(fraction)
        } else if now != state {
            finish()
            Terminal.line(now)
        }
        state = now
    }

    mutating func finish() {
        bar?.finish()
        bar = nil
    }

    private static func title(_ record: JSONValue) -> String {
        let size = record["total_bytes"]?.int.map { ", \(CatalogView.bytes($0))" } ?? ""
        return "loading \(Terminal.harmless(record["model"]?.string ?? ""))\(size)"
    }

    private static func words(_ record: JSONValue) -> String {
        let model = Terminal.harmless(record["model"]?.string ?? "")
        switch record["state"]?.string {
        case "loading": return "loading \(model)"
        case "emptying": return "the old model makes room for \(model)"
        case "probing": return "asking \(model) for a token"
        case "trial":
            let share = record["share"]?.double ?? 0
            return share == 0
                ? "copies of requests go to \(model)" : "\((share * 1000).rounded() / 10) % of requests go to \(model)"
        default: return record["state"]?.string ?? ""
        }
    }
}
