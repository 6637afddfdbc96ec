import JSON
import Providers

/// A request of `/v1/completions`, read and found valid.
struct CompletionRequest: Sendable {
    var generate: GenerateRequest
    var streamOptions: StreamOptions

    init(body: [UInt8]) throws(APIError) {
        let fields = try Fields(body: body)
        let model = try fields.modelName()
        let prompt = try fields.required("prompt").prompt()
        generate = GenerateRequest(
            model: model,
            input: .completion(prompt: prompt, suffix: try fields.string("suffix"))
        )
        try generate.readShared(fields)
        generate.echo = try fields.bool("echo") ?? false
        generate.bestOf = try fields.int("best_of", in: NumericRanges.choices)
        if let count = try fields.int("logprobs", in: NumericRanges.topLogprobs) {
            generate.sampling.logprobs = true
            generate.sampling.topLogprobs = count
        }
        streamOptions = try StreamOptions(fields)
        try checkBestOf()
        generate.wireFields = WireFields.of(fields)
        generate.wire = WireRequest(dialect: .openAICompletion, body: RawJSON(body))
    }

    private func checkBestOf() throws(APIError) {
        guard let bestOf = generate.bestOf else { return }
        let choices = generate.sampling.choices ?? 1
        guard bestOf >= choices else { throw APIError.invalid("best_of", "best_of must be at least n (\(choices))") }
        if generate.stream, bestOf > 1 {
            throw APIError.invalid("best_of", "best_of greater than 1 cannot be streamed")
        }
    }
}

extension Field {
    /// A text, several texts, or the token ids of one.
    fileprivate func prompt() throws(APIError) -> GenerateRequest.Prompt {
        if case .string(let text) = value { return .text(text) }
        let elements = try array("a string, an array of strings or an array of token ids")
        guard let first = elements.first else { throw invalid("must not be empty") }
        switch first.value {
        case .string:
            guard elements.count <= 2048 else { throw invalid("must hold at most 2048 prompts, not \(elements.count)") }
            let texts = try strings()
            return texts.count == 1 ? .text(texts[0]) : .texts(texts)
        case .array:
            guard elements.count == 1 else { throw invalid("must hold one array of token ids, not several") }
            return .tokens(try first.tokenIDs())
        default: return .tokens(try tokenIDs())
        }
    }

    /// An array of at least one token id.
    func tokenIDs() throws(APIError) -> [Int] {
        let elements = try array("an array of token ids")
        guard !elements.isEmpty else { throw invalid("must not be empty") }
        return try elements.map { element throws(APIError) in try element.int(in: NumericRanges.tokenID) }
    }
}
