import Foundation

/// The program: finds the command, and turns what goes wrong into a sentence and an exit code.
@main
enum Martlet {
    static let version = "0.1.0"

    static let commands: [Command] = [
        .serve, .models, .modelsList, .modelsShow, .modelsRemove, .modelsPin, .modelsUnpin, .modelsRollBack, .pull,
        .switchModel, .chat, .train, .benchEngine, .configCheck, .doctor,
    ]

    static func main() async {
        exit(await run(Array(CommandLine.arguments.dropFirst())))
    }

    static func run(_ words: [String]) async -> Int32 {
        guard let first = words.first, first != "--help", first != "-h", first != "help" else {
            Terminal.write(Help.overview(commands))
            return words.isEmpty ? 64 : 0
        }
        if first == "--version" || first == "version" {
            Terminal.line("martlet \(version)")
            return 0
        }
        guard let (command, rest) = find(words) else {
            Terminal.complain("there is no command '\(first)'; 'martlet --help' lists those there are")
            return 64
        }
        if rest.contains("--help") || rest.contains("-h") {
            Terminal.write(Help.text(of: command))
            return 0
        }
        do {
            return try await command.run(Arguments(rest, for: command))
        } catch let error as UsageError {
            Terminal.complain("\(error); 'martlet \(command.name) --help' says more")
            return 64
        } catch let error as CommandError {
            Terminal.complain(error.description)
            return error.exitCode
        } catch {
            Terminal.complain("\(error)")
            return 1
        }
    }

    /// The command with the most words of those the line begins with.
    private static func find(_ words: [String]) -> (Command, [String])? {
        for command in commands.sorted(by: { $0.name.count > $1.name.count }) {
            let name = command.name.split(separator: " ").map(String.init)
            if words.starts(with: name) { return (command, Array(words.dropFirst(name.count))) }
        }
        return nil
    }
}
