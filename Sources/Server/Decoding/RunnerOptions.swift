import JSON
import Providers

extension GenerateRequest {
    /// Takes over an object of Ollama's runner options: those with a meaning everywhere go into their fields, the
    /// rest into `runnerOptions`. What has been set before stays.
    mutating func apply(runnerOptions options: Fields) throws(APIError) {
        try sampling.apply(options)
        if let length = try options.int("num_ctx", in: NumericRanges.tokens), contextLength == nil {
            contextLength = length
        }
        for (name, value) in options.members where !Sampling.optionNames.contains(name) && !value.isNull {
            guard runnerOptions[name] == nil else { continue }
            switch value {
            case .bool, .int, .double, .string: runnerOptions[name] = value
            case .null, .array, .object:
                throw Field(value, member: name, of: options.path).mismatch("a number, a boolean or a string")
            }
        }
    }
}

extension Sampling {
    /// The options that have a field of their own.
    fileprivate static let optionNames: Set<String> = [
        "num_ctx", "num_predict", "temperature", "top_p", "top_k", "min_p", "typical_p", "seed", "stop",
        "presence_penalty", "frequency_penalty", "repeat_penalty",
    ]

    fileprivate mutating func apply(_ options: Fields) throws(APIError) {
        // -1 (no limit) and -2 (until the context is full) mean what an absent limit means.
        if let count = try options.int("num_predict", in: -2...NumericRanges.tokens.upperBound), count > 0 {
            maxTokens = maxTokens ?? count
        }
        try keep(&temperature, options.double("temperature", in: NumericRanges.temperature))
        try keep(&topP, options.double("top_p", in: NumericRanges.probability))
        try keep(&topK, options.int("top_k", in: NumericRanges.topK))
        try keep(&minP, options.double("min_p", in: NumericRanges.probability))
        try keep(&typicalP, options.double("typical_p", in: NumericRanges.probability))
        try keep(&seed, options.int("seed", in: NumericRanges.seed))
        try keep(&presencePenalty, options.double("presence_penalty", in: NumericRanges.penalty))
        try keep(&frequencyPenalty, options.double("frequency_penalty", in: NumericRanges.penalty))
        try keep(&repeatPenalty, options.double("repeat_penalty", in: NumericRanges.repeatPenalty))
        if stop.isEmpty, let field = options["stop"] { stop = try field.stopSequences() }
    }

    private func keep<Value>(_ slot: inout Value?, _ value: Value?) { slot = slot ?? value }
}

extension Field {
    /// One stop text, or an array of at most sixteen.
    func stopSequences() throws(APIError) -> [String] {
        if case .string = value { return [try nonEmptyString()] }
        let elements = try array("a string or an array of strings")
        guard elements.count <= 16 else { throw invalid("must hold at most 16 strings, not \(elements.count)") }
        return try elements.map { element throws(APIError) in try element.nonEmptyString() }
    }
}
