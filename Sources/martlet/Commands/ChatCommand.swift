import EventLoop
import Foundation
import Providers

extension Command {
    static let chat = Command(
        name: "chat",
        summary: "talks with a model in the terminal",
        operands: "[PROMPT…]",
        options: Session.options + [
            Option("--model", "NAME", "the model, or the path of its file (default: default)"),
            Option("--system", "TEXT", "the system prompt"),
            Option("--temperature", "T", "from 0 to 2"),
            Option("--max-tokens", "N", "how long an answer may be"),
            Option("--context", "N", "how many tokens the model of a file sees"),
            Option("--threads", "N", "how many threads the model of a file computes with"),
        ],
        details: """
            With a PROMPT it answers once; with '-' the prompt is read from standard input. Without one it is a
            conversation: /model NAME changes the model, /models lists them, /system TEXT sets the system prompt,
            /clear forgets what was said, /retry asks again, /quit ends (as does Ctrl-D). Ctrl-C stops an answer.

            With the path of a GGUF file, or of a folder from Hugging Face, as --model, the built-in engine runs it here:
            no server and no configuration is needed. A model without a chat template goes on with the text that it is given.
            """
    ) { arguments in
        let session = try await openSession(arguments)
        var chat = try Chat(session, arguments)
        let code: Int32
        if arguments.operands.isEmpty && Terminal.isInteractive {
            code = await chat.converse()
        } else {
            var prompt = arguments.operands.joined(separator: " ")
            if prompt.isEmpty || prompt == "-" {
                prompt = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
                while prompt.last?.isNewline == true { prompt.removeLast() }
            }
            if let note = await session.note(of: arguments["--model"] ?? "default") { Terminal.remark(note) }
            code = await chat.say(prompt) ? 0 : 1
        }
        await session.close()
        return code
    }
}

/// Over a model's file, if it was named; else over what is configured.
private func openSession(_ arguments: Arguments) async throws -> Session {
    guard let file = arguments["--model"], Session.isModelFile(file) else {
        for option in ["--context", "--threads"] where arguments[option] != nil {
            throw UsageError("\(option) is for a model's file: give its path as --model")
        }
        return try await Session.open(arguments)
    }
    let session = try Session.open(
        file: file,
        contextLength: arguments.int("--context", in: 1...Int(Int32.max)),
        threads: arguments.int("--threads", in: 1...1024)
    )
    try await session.loadFile()
    return session
}

/// A conversation: what was said, and with which model.
private struct Chat {
    private let session: Session
    private var model: String
    private var system: String?
    private var turns: [Message] = []
    private var sampling = Sampling()

    init(_ session: Session, _ arguments: Arguments) throws {
        self.session = session
        model = arguments["--model"] ?? "default"
        system = arguments["--system"]
        sampling.maxTokens = try arguments.int("--max-tokens", in: 1...Int(Int32.max))
        if let text = arguments["--temperature"] {
            guard let value = Double(text), (0...2).contains(value) else {
                throw UsageError("--temperature takes a number from 0 to 2, not '\(text)'")
            }
            sampling.temperature = value
        }
    }

    mutating func converse() async -> Int32 {
        Terminal.line(Terminal.styled("\(await session.describe(model)); /help lists the commands", .dim))
        if session.onlyContinues {
            Terminal.line(Terminal.styled("it goes on with the text that you give it: it was not taught to chat", .dim))
        }
        while let line = await Prompt.read() {
            let text = line.trimmingCharacters(in: .whitespaces)
            if text.isEmpty { continue }
            if text.hasPrefix("/") {
                if await !obey(text) { break }
            } else {
                await say(line)
            }
        }
        return 0
    }

    /// Returns false when the conversation shall end.
    private mutating func obey(_ line: String) async -> Bool {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count > 1 ? words[1].trimmingCharacters(in: .whitespaces) : ""
        switch words[0] {
        case "/quit", "/exit", "/bye": return false
        case "/model":
            if !rest.isEmpty { model = rest }
            Terminal.line(Terminal.styled(await session.describe(model), .dim))
        case "/models": Terminal.write(CatalogView.table(await session.catalog()))
        case "/system":
            system = rest.isEmpty ? nil : rest
            Terminal.line(Terminal.styled(rest.isEmpty ? "no system prompt" : "system prompt set", .dim))
        case "/clear":
            turns = []
            Terminal.line(Terminal.styled("forgotten", .dim))
        case "/retry":
            guard let last = turns.lastIndex(where: { $0.role == .user }) else { break }
            let text = turns[last].text
            turns.removeSubrange(last...)
            await say(text)
        case "/help":
            Terminal.line("/model NAME  /models  /system TEXT  /clear  /retry  /quit")
        default: Terminal.line("there is no \(words[0]); /help lists the commands")
        }
        return true
    }

    /// Asks, and prints the answer as it comes. Returns whether there was one.
    @discardableResult
    mutating func say(_ text: String) async -> Bool {
        turns.append(Message(.user, text))
        var request = GenerateRequest(model: session.file == nil ? model : "default", input: input(for: text))
        request.stream = true
        request.sampling = sampling
        let answer = await session.untilInterrupted { [session, request] in await session.print(request) }
        guard let answer, !answer.isEmpty else {
            turns.removeLast()
            return false
        }
        turns.append(Message(.assistant, answer))
        return true
    }

    private func input(for text: String) -> GenerateRequest.Input {
        if session.onlyContinues {
            return .completion(prompt: .text((system.map { $0 + "\n" } ?? "") + text), suffix: nil)
        }
        return .chat((system.map { [Message(.system, $0)] } ?? []) + turns)
    }
}

/// Lines from the terminal, read without blocking a loop.
private enum Prompt {
    private static let reader = BlockingThread(name: "martlet-input")

    static func read() async -> String? {
        Terminal.write(Terminal.styled("> ", .cyan))
        let line = try? await reader.run { readLine() }
        guard let line = line ?? nil else {
            Terminal.line()
            return nil
        }
        return line
    }
}
