import JSON
import Providers

extension Fields {
    /// The `model` that every request must name.
    func modelName() throws(APIError) -> String {
        let field = try required("model")
        let name = try field.nonEmptyString()
        if let problem = ModelNameRules.problem(with: name) { throw field.invalid(problem) }
        return name
    }
}

extension Fields {
    /// `num_ctx`, or `n_ctx` as llama.cpp has it.
    func contextLength() throws(APIError) -> Int? {
        try int(self["num_ctx"] == nil ? "n_ctx" : "num_ctx", in: NumericRanges.tokens)
    }

    /// `truncate`, where it says yes or no. (A server that knows it as a number is sent it as it is.)
    func truncation() throws(APIError) -> Bool? {
        guard case .bool(let isOn) = self["truncate"]?.value else { return nil }
        return isOn
    }
}

extension GenerateRequest {
    /// Reads what chat and bare completions share, with what compatible servers have added to it (`top_k`,
    /// `num_ctx`, `options`, `keep_alive`, …).
    mutating func readShared(_ fields: Fields) throws(APIError) {
        try sampling.readShared(fields)
        stream = try fields.bool("stream") ?? false
        user = try fields.string("user")
        contextLength = try fields.contextLength()
        truncate = try fields.truncation()
        keepAlive = try fields["keep_alive"]?.keepAlive()
        if let options = try fields.object("options") { try apply(runnerOptions: options) }
    }
}

extension Sampling {
    fileprivate mutating func readShared(_ fields: Fields) throws(APIError) {
        maxTokens = try fields.int("max_tokens", in: NumericRanges.tokens)
        temperature = try fields.double("temperature", in: NumericRanges.temperature)
        topP = try fields.double("top_p", in: NumericRanges.probability)
        topK = try fields.int("top_k", in: NumericRanges.topK)
        minP = try fields.double("min_p", in: NumericRanges.probability)
        typicalP = try fields.double("typical_p", in: NumericRanges.probability)
        seed = try fields.int("seed", in: NumericRanges.seed)
        stop = try fields["stop"]?.stopSequences() ?? []
        presencePenalty = try fields.double("presence_penalty", in: NumericRanges.penalty)
        frequencyPenalty = try fields.double("frequency_penalty", in: NumericRanges.penalty)
        let penaltyName = fields["repeat_penalty"] == nil ? "repetition_penalty" : "repeat_penalty"
        repeatPenalty = try fields.double(penaltyName, in: NumericRanges.repeatPenalty)
        if let biases = try fields.object("logit_bias") { logitBias = try biases.tokenBiases() }
        choices = try fields.int("n", in: NumericRanges.choices)
    }
}

extension Fields {
    fileprivate func tokenBiases() throws(APIError) -> [String: Double] {
        var biases: [String: Double] = [:]
        for token in members.keys {
            guard let field = self[token] else { continue }
            guard let id = Int(token), NumericRanges.tokenID.contains(id) else {
                throw APIError.invalid(
                    path.text,
                    "\(path.text) has the key '\(token.prefix(32))', which is no token id"
                )
            }
            biases[token] = try field.double(in: NumericRanges.logitBias)
        }
        return biases
    }
}

/// What the client wants to see in a stream.
struct StreamOptions: Sendable {
    var includesUsage = false

    init(_ fields: Fields) throws(APIError) {
        includesUsage = try fields.object("stream_options")?.bool("include_usage") ?? false
    }
}
