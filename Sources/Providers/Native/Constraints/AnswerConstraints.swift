import Engine
import Grammars
import JSON
import Prompts
import Synchronization
import Tokenization

/// What holds a model's answers to what is asked of them: its vocabulary as a grammar sees it, and the grammars that were
/// asked for lately. Both are made when they are first wanted.
final class AnswerConstraints: Sendable {
    private let tokenizer: Tokenizer
    private let size: Int
    private let endTokens: Set<Int>
    /// Special tokens that are text to a grammar.
    private let marks: Set<Int32>
    private let vocabulary = Mutex<TokenTrie?>(nil)
    private let grammars = Mutex<[(part: GrammarPart, grammar: Grammar)]>([])

    private static let mostGrammars = 32

    init(_ tokenizer: Tokenizer, size: Int, endTokens: Set<Int>, marks: Set<Int32>) {
        self.tokenizer = tokenizer
        self.size = size
        self.endTokens = endTokens
        self.marks = marks
    }

    /// The beginning of an answer that is held to this. Takes its time when it is the first one: not for an event loop.
    func start(_ part: GrammarPart) throws(SchemaError) -> ChoiceConstraint {
        ChoiceConstraint(try grammar(part).start(over: trie()), tokens: size)
    }

    private func trie() -> TokenTrie {
        vocabulary.withLock { known in
            if let known { return known }
            let made = TokenTrie(count: size, endTokens: endTokens) { token in
                let id = Int32(truncatingIfNeeded: token)
                let isText = token < tokenizer.vocabularySize && (marks.contains(id) || !tokenizer.isSpecial(id))
                return isText ? tokenizer.bytes(of: id) : nil
            }
            known = made
            return made
        }
    }

    private func grammar(_ part: GrammarPart) throws(SchemaError) -> Grammar {
        let known = grammars.withLock { grammars in grammars.first { $0.part == part }?.grammar }
        if let known { return known }
        let made = try Grammar(part)
        grammars.withLock { grammars in
            if grammars.count >= Self.mostGrammars { grammars.removeFirst() }
            grammars.append((part, made))
        }
        return made
    }
}

extension GenerateRequest {
    /// Whether something is asked of the answer's form.
    var isConstrained: Bool {
        if case .text = format { return toolChoice != .auto && toolChoice != .none && !tools.isEmpty }
        return true
    }
}

extension NativeText {
    /// What an answer to this request is held to; nil where any will do.
    func constraint(of request: GenerateRequest, _ answer: AnswerPlan?) throws(ProviderError) -> ChoiceConstraint? {
        let part: GrammarPart?
        if let answer {
            let grammar = AnswerGrammar(
                format: answer.format,
                tools: request.tools,
                choice: request.tools.isEmpty ? .none : request.toolChoice,
                output: request.format,
                isParallel: request.parallelToolCalls ?? false,
                thinks: !(request.reasoning?.isOff ?? false)
            )
            part = try grammar.part()
        } else {
            part = request.format.part
        }
        guard let part else { return nil }
        do { return try constraints.start(part) } catch { throw Self.refused(error, request) }
    }

    /// Says which of the request's schemas is at fault.
    private static func refused(_ error: SchemaError, _ request: GenerateRequest) -> ProviderError {
        if let part = request.format.part, let error = fault(part) {
            let isOllama = [.ollamaChat, .ollamaGenerate].contains(request.wire?.dialect)
            return .wrong(isOllama ? "format" : "response_format", "the schema cannot be followed: \(error)")
        }
        for (index, tool) in request.tools.enumerated() {
            guard let schema = tool.parameters.flatMap({ try? JSONValue(parsing: $0.bytes) }) else { continue }
            guard let error = fault(.schema(schema)) else { continue }
            let field = "tools[\(index)].function.parameters"
            return .wrong(field, "\(field) cannot be followed: \(error)")
        }
        return .wrong("tools", "the tools cannot be followed: \(error)")
    }

    private static func fault(_ part: GrammarPart) -> SchemaError? {
        do throws(SchemaError) {
            _ = try Grammar(part)
            return nil
        } catch { return error }
    }
}
