package import JSON

extension ChatTemplate {
    /// What a request says of thinking.
    package enum Thinking: Sendable, Equatable {
        case off
        case on
        case effort(String)
    }

    /// A chat as the model is to read it, and how the answer to it is to be read.
    package struct Written: Sendable {
        package var text: String
        package var answer: AnswerFormat
    }

    /// Writes a chat up to where its answer begins. What the template has no place for is put where it has one.
    package func write(
        _ turns: [Turn],
        tools: [JSONValue] = [],
        thinking: Thinking? = nil
    ) throws(JinjaError) -> Written {
        let text = try prompt(fitted(turns), tools: tools, more: variables(thinking))
        var written = Written(text: text, answer: answers)
        if answers.isHarmony {
            // Tools are called in another channel: with them the model must be free to choose.
            if thinking == .off, tools.isEmpty { written.begin("<|channel|>final<|message|>") }
        } else if let marks = answers.reasoning {
            written.settle(marks, isOff: thinking == .off, isSwitched: abilities.thinking == .switched)
        }
        return written
    }

    private func variables(_ thinking: Thinking?) -> [String: JSONValue] {
        guard let thinking else { return [:] }
        var variables: [String: JSONValue] = [
            "enable_thinking": .bool(thinking != .off), "thinking": .bool(thinking != .off),
        ]
        switch thinking {
        case .on: break
        case .off: if answers.isHarmony { variables["reasoning_effort"] = "low" }
        case .effort(let effort):
            variables["reasoning_effort"] = .string(answers.isHarmony ? HarmonyEffort.nearest(effort) : effort)
        }
        return variables
    }

    // MARK: Making it fit

    private func fitted(_ turns: [Turn]) -> [Turn] {
        var turns = abilities.systems ? turns : withOneSystemTurn(turns)
        if !abilities.severalCalls { turns = Self.withCallsApart(turns) }
        if !abilities.textBeforeCalls { turns = turns.map(Self.withOneThought) }
        guard abilities.shortIDs else { return turns }
        return turns.map { turn in
            var turn = turn
            for index in turn.calls.indices { turn.calls[index].id = Self.shortID(turn.calls[index].id) }
            turn.callID = turn.callID.map(Self.shortID)
            return turn
        }
    }

    /// The system prompts at the start as one; before the first question, where they have no place of their own.
    private func withOneSystemTurn(_ turns: [Turn]) -> [Turn] {
        let systems = turns.prefix { $0.role == "system" }
        guard !systems.isEmpty else { return turns }
        let text = systems.map(\.content).joined(separator: "\n\n")
        var rest = Array(turns.dropFirst(systems.count))
        if abilities.system {
            rest.insert(Turn(role: "system", content: text), at: 0)
        } else if rest.first?.role == "user" {
            rest[0].content = text + "\n\n" + rest[0].content
        } else {
            rest.insert(Turn(role: "user", content: text), at: 0)
        }
        return rest
    }

    /// One call a turn, each with its result behind it.
    private static func withCallsApart(_ turns: [Turn]) -> [Turn] {
        var apart: [Turn] = []
        var place = 0
        while place < turns.count {
            let turn = turns[place]
            place += 1
            guard turn.calls.count > 1 else {
                apart.append(turn)
                continue
            }
            var results = Array(turns[place...].prefix { $0.role == "tool" })
            place += results.count
            for (index, call) in turn.calls.enumerated() {
                var single = turn
                single.calls = [call]
                if index > 0 { (single.content, single.reasoning) = ("", nil) }
                apart.append(single)
                apart += results.filter { $0.callID == call.id }
                results.removeAll { $0.callID == call.id }
            }
            apart += results
        }
        return apart
    }

    /// Text and thought as one: before a call gpt-oss's template has a place for either.
    private static func withOneThought(_ turn: Turn) -> Turn {
        guard !turn.calls.isEmpty, let reasoning = turn.reasoning, !turn.content.isEmpty else { return turn }
        var turn = turn
        turn.reasoning = reasoning.isEmpty ? turn.content : reasoning + "\n\n" + turn.content
        turn.content = ""
        return turn
    }

    /// Nine letters and digits: the id itself, or always the same for the same id.
    static func shortID(_ id: String) -> String {
        let isShort = id.utf8.count == 9 && id.utf8.allSatisfy { Self.letters.contains($0) }
        guard !isShort else { return id }
        var hash = id.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        var short: [UInt8] = []
        for _ in 0..<9 {
            short.append(letters[Int(hash % UInt64(letters.count))])
            hash /= UInt64(letters.count)
        }
        return String(decoding: short, as: UTF8.self)
    }

    private static let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}

extension ChatTemplate.Written {
    /// Writes the beginning of the answer.
    fileprivate mutating func begin(_ text: String) {
        self.text += text
        answer.begun = text
    }

    /// Whether the answer begins in the midst of thinking; where it shall not, an empty thought is written for it.
    fileprivate mutating func settle(_ marks: AnswerFormat.Marks, isOff: Bool, isSwitched: Bool) {
        let end = text.utf8.reversed().prefix { $0 == 0x0a || $0 == 0x20 }.count
        let isOpen = text.utf8.dropLast(end).reversed().starts(with: marks.open.utf8.reversed())
        if isOpen, isOff {
            text += (end > 0 ? "\n" : "\n\n") + marks.close + "\n\n"
        } else if isOpen {
            answer.startsWithReasoning = true
        } else if isOff, !isSwitched {
            text += marks.open + "\n\n" + marks.close + "\n\n"
        }
    }
}

/// The efforts that gpt-oss was taught.
enum HarmonyEffort {
    static func nearest(_ effort: String) -> String {
        switch effort {
        case "low", "medium", "high": effort
        case "minimal": "low"
        default: "high"
        }
    }
}
