/// The texts of `--help`.
enum Help {
    static func overview(_ commands: [Command]) -> String {
        let width = (commands.map(\.name.count).max() ?? 0) + 2
        let lines = commands.map { "  " + $0.name.padded(to: width) + $0.summary }
        return """
            martlet: any language model behind one endpoint

            Usage: martlet COMMAND [OPTIONS]

            \(lines.joined(separator: "\n"))

            'martlet COMMAND --help' says more. Configuration: martlet.yaml, .env and the environment.

            """
    }

    static func text(of command: Command) -> String {
        var usage = "Usage: martlet \(command.name)"
        if !command.options.isEmpty { usage += " [OPTIONS]" }
        if !command.operands.isEmpty { usage += " \(command.operands)" }
        var text = "\(command.summary)\n\n\(usage)\n"
        if !command.options.isEmpty {
            let options = command.options + [Command.Option("--help", nil, "this text")]
            let names = options.map { option in option.value.map { "\(option.name) \($0)" } ?? option.name }
            let width = (names.map(\.count).max() ?? 0) + 2
            text += "\n"
            for (name, option) in zip(names, options) { text += "  \(name.padded(to: width))\(option.help)\n" }
        }
        if !command.details.isEmpty { text += "\n\(command.details)\n" }
        return text
    }
}

extension String {
    /// With spaces behind it, as wide as that on a terminal.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
