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
            Option("--no-wait", nil, "begin, and do not wait for the end"),
            Option("--history", nil, "show the switches so far, and do none"),
            Option("--withdraw", "NUMBER", "end a switch that is under way: the old model goes on"),
            Option("--json", nil, "print JSON"),
        ],
        details: """
            NAME is provider/model, a profile, a route, or a model's bare name. The new model is loaded and must answer
            before it takes over; requests under way finish on the old one, which goes on if anything fails. A trial goes
            forward or back by itself, and says why. Ctrl-C stops watching, not the switch; --withdraw does.
            Exit codes: 0 it answers now, 1 it does not, 2 the configuration is wrong.
            """
    ) { arguments in
        let task = try SwitchTask(arguments)
        let loops = try EventLoopGroup(count: 1)
        guard let server = try await RunningServer.find(arguments, HTTPClient(group: loops)) else {
            throw CommandError(
                "no Martlet runs at the configured address: start one with 'martlet serve', or say --url"
            )
        }
        let body: JSONObject
        switch task {
        case .show(let scope): return try await SwitchHistory.show(scope, of: server, asJSON: arguments.has("--json"))
        case .withdraw(let number):
            _ = try await server.send("DELETE", "/api/models/switches/\(number)", [:])
            Terminal.line("the switch \(number) is withdrawn: the old model goes on")
            return 0
        case .make(let wish): body = wish
        }
        let begun = try await server.ask("POST", "/api/models/switch?wait=false", body)
        guard begun.status == 202, var number = begun.json["number"]?.int else { throw begun.complaint }
        if arguments.has("--no-wait") {
            if arguments.has("--json") {
                Terminal.json { $0.value(begun.json) }
            } else {
                Terminal.line("the switch \(number) is under way; 'martlet switch --history' shows what becomes of it")
            }
            return 0
        }
        var view = SwitchView(isQuiet: arguments.has("--json"))
        while true {
            let answer = try await server.ask("GET", "/api/models/switches/\(number)")
            guard answer.status == 200 else { throw answer.complaint }
            if let newer = answer.json["continued_by"]?.int {
                number = newer
                continue
            }
            if answer.json["ended"]?.string != nil {
                view.finish()
                return try SwitchTask.end(answer.json, asJSON: arguments.has("--json"))
            }
            view.show(answer.json)
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
