import Engine
import Grammars
import JSON
import Testing

/// Whatever a model's weights are, what it finishes fulfils the schema.
struct PropertyTests {
    /// Draws an answer from random logits, through the sampler that serves. Nil where it was cut off.
    static func answer(
        _ grammar: Grammar,
        _ vocabulary: TokenTrie,
        _ chance: inout Chance,
        text: (Int) -> [UInt8],
        most: Int = 400
    ) throws -> [UInt8]? {
        var parameters = SamplingParameters()
        parameters.temperature = chance.pick([0, 1, 1.5])
        parameters.topK = chance.pick([0, 3, 40])
        parameters.topP = chance.pick([1, 0.9])
        parameters.logitBias = [Vocabularies.control: 1000]
        parameters.seed = chance.next()
        var sampler = try Sampler(parameters)
        var state = grammar.start(over: vocabulary)
        var mask = TokenMask(count: vocabulary.count)
        var answer: [UInt8] = []
        // Some models end when they can, some never do.
        let eagerness = chance.pick([Float(-2), 0, 3])
        for _ in 0..<most {
            state.mask(into: &mask)
            #expect(mask[Vocabularies.end] == state.canEnd)
            var logits = (0..<vocabulary.count).map { _ in chance.unit() * 4 }
            logits[Vocabularies.end] += eagerness
            for index in "\"}]".utf8 { logits[Int(index) + 2] += eagerness }
            let token = try sampler.next(logits.span, allowing: mask).token
            let isTaken = state.take(token)
            try #require(isTaken, "a token was allowed that is not taken: \(text(token))")
            if state.isOver { return answer }
            answer += text(token)
        }
        return nil
    }

    @Test(arguments: UInt64(0)..<40)
    func `what is finished fulfils the schema`(_ block: UInt64) throws {
        var finished = 0
        for number in 0..<10 {
            let seed = block * 10 + UInt64(number)
            var schemas = RandomSchemas(seed: seed)
            let schema = schemas.schema()
            guard let grammar = try? Grammar(.schema(schema)) else { continue }
            let validator = Validator(schema)
            var chance = Chance(seed: seed + 77)
            for _ in 0..<6 {
                let answer = try Self.answer(grammar, Vocabularies.pieces, &chance) { Vocabularies.texts[$0] }
                guard let answer else { continue }
                finished += 1
                let value = try JSONValue(parsing: answer)
                let text = String(decoding: answer, as: UTF8.self)
                #expect(validator.accepts(value), "seed \(seed): \(text) does not fulfil \(RawJSON(schema).text)")
                #expect(grammar.accepts(answer))
            }
        }
        #expect(finished > 5)
    }

    @Test(arguments: UInt64(0)..<20)
    func `what fulfils the schema is taken`(_ block: UInt64) throws {
        var taken = 0
        for number in 0..<20 {
            let seed = block * 20 + UInt64(number)
            var schemas = RandomSchemas(seed: seed)
            let schema = schemas.schema()
            guard let grammar = try? Grammar(.schema(schema)) else { continue }
            let validator = Validator(schema)
            for _ in 0..<10 {
                let value = schemas.instance(of: schema, in: schema)
                guard validator.accepts(value) else { continue }
                taken += 1
                #expect(
                    grammar.accepts(Self.text(value).utf8),
                    "seed \(seed): \(Self.text(value)) fulfils \(RawJSON(schema).text)"
                )
            }
        }
        #expect(taken > 20)
    }

    @Test(arguments: UInt64(0)..<20)
    func `a mask is what can be taken, token by token`(_ seed: UInt64) throws {
        var schemas = RandomSchemas(seed: seed + 5_000)
        guard let grammar = try? Grammar(.schema(schemas.schema())) else { return }
        var chance = Chance(seed: seed)
        var state = grammar.start(over: Vocabularies.pieces)
        var mask = TokenMask(count: Vocabularies.pieces.count)
        for _ in 0..<60 where !state.isOver {
            state.mask(into: &mask)
            let tokens = 0..<mask.count
            for token in tokens {
                var copy = state
                let isTaken = copy.take(token)
                #expect(isTaken == mask[token], "token \(Vocabularies.texts[token])")
            }
            let isTaken = state.take(chance.pick(tokens.filter { mask[$0] }))
            #expect(isTaken)
        }
    }

    /// Members in their own order.
    private static func text(_ value: JSONValue) -> String {
        if let array = value.array { return "[" + array.map(text).joined(separator: ",") + "]" }
        guard let object = value.object else { return RawJSON(value).text }
        return "{" + object.members.map { "\(RawJSON(JSONValue.string($0)).text): \(text($1))" }.joined(separator: ", ")
            + "}"
    }
}
