import JSON
import Providers

/// A request of `:generateContent` or `:streamGenerateContent`, read and found valid.
///
/// What asks for nothing is taken and left at that (`labels`, safety settings that block nothing). What asks for
/// something that no backend is told of (Google's own tools, blocking by harm, cached contents, spoken answers) is an
/// error that names it.
struct GeminiRequest: Sendable {
    var generate: GenerateRequest
    /// Whether the client wants to see what the model thinks; Google's clients do not unless they say so.
    var includesThoughts = false

    init(body: [UInt8], model: String, stream: Bool) throws(APIError) {
        if let problem = ModelNameRules.problem(with: model) {
            throw APIError.invalid("model", "the model's name \(problem)")
        }
        let fields = try Fields(body: body)
        let raw = RawJSON(body)
        let settings = try fields.google("generationConfig")?.object()
        let detail = try settings?.google("mediaResolution")?.mediaDetail()
        generate = GenerateRequest(
            model: model,
            input: .chat(try GeminiTurns(fields, raw: raw, detail: detail).messages)
        )
        generate.stream = stream
        try fields.refuse(["cachedContent"])
        try Self.checkSafety(fields)
        try generate.readGeminiTools(fields, raw: raw)
        if let settings { try read(settings, raw.google("generationConfig", "generation_config")) }
    }

    private mutating func read(_ settings: Fields, _ raw: RawJSON?) throws(APIError) {
        try settings.refuse(["speechConfig", "imageConfig", "audioTimestamp", "routingConfig", "modelSelectionConfig"])
        try generate.sampling.readGemini(settings)
        if let field = settings.google("responseModalities") {
            for word in try field.strings() where word.uppercased() != "TEXT" {
                throw field.invalid("holds '\(word.prefix(32))': only TEXT is supported")
            }
        }
        generate.format = try OutputFormat(gemini: settings, raw: raw)
        if let thinking = try settings.google("thinkingConfig")?.object() {
            includesThoughts = try thinking.google("includeThoughts")?.bool() ?? false
            generate.reasoning = try ReasoningControl(gemini: thinking)
        }
    }

    /// Nobody here judges harm: settings that block nothing are met, those that block something cannot be.
    private static func checkSafety(_ fields: Fields) throws(APIError) {
        for setting in try fields.google("safetySettings")?.objects() ?? [] {
            guard let threshold = setting["threshold"] else { continue }
            let met = ["BLOCK_NONE", "OFF", "HARM_BLOCK_THRESHOLD_UNSPECIFIED"]
            guard met.contains(try threshold.string()) else {
                throw threshold.invalid(
                    "asks for blocking, which is not supported: say BLOCK_NONE or OFF, or leave it out"
                )
            }
        }
    }
}

extension Sampling {
    fileprivate mutating func readGemini(_ settings: Fields) throws(APIError) {
        temperature = try settings.google("temperature")?.double(in: NumericRanges.temperature)
        topP = try settings.google("topP")?.double(in: NumericRanges.probability)
        topK = try settings.google("topK")?.int(in: NumericRanges.topK)
        choices = try settings.google("candidateCount")?.int(in: NumericRanges.choices)
        maxTokens = try settings.google("maxOutputTokens")?.int(in: NumericRanges.tokens)
        stop = try settings.google("stopSequences")?.stopSequences() ?? []
        presencePenalty = try settings.google("presencePenalty")?.double(in: NumericRanges.penalty)
        frequencyPenalty = try settings.google("frequencyPenalty")?.double(in: NumericRanges.penalty)
        seed = try settings.google("seed")?.int(in: NumericRanges.seed)
        logprobs = try settings.google("responseLogprobs")?.bool() ?? false
        topLogprobs = try settings.google("logprobs")?.int(in: NumericRanges.topLogprobs)
        if topLogprobs != nil, !logprobs {
            throw APIError.invalid(
                "generationConfig.logprobs",
                "generationConfig.logprobs needs responseLogprobs to be true"
            )
        }
    }
}

extension OutputFormat {
    fileprivate init(gemini settings: Fields, raw: RawJSON?) throws(APIError) {
        let type =
            try settings.google("responseMimeType")?.word(of: ["text/plain", "application/json"]) ?? "text/plain"
        if let field = settings.google("responseSchema") {
            _ = try field.object()
            let written = raw?.google("responseSchema", "response_schema") ?? RawJSON(field.value)
            self = .schema(OutputSchema(name: "response", schema: try GeminiSchema.jsonSchema(written, field)))
        } else if let field = settings.google("responseJsonSchema") {
            _ = try field.object()
            let written = raw?.google("responseJsonSchema", "response_json_schema") ?? RawJSON(field.value)
            self = .schema(OutputSchema(name: "response", schema: written))
        } else {
            self = type == "application/json" ? .json : .text
        }
    }
}

extension ReasoningControl {
    /// A level, or a budget of tokens; budgets become the efforts whose budgets Google says they are.
    fileprivate init?(gemini thinking: Fields) throws(APIError) {
        if let level = thinking.google("thinkingLevel") {
            let words = ["MINIMAL", "LOW", "MEDIUM", "HIGH"]
            let text = try level.string()
            if text == "THINKING_LEVEL_UNSPECIFIED" { return nil }
            guard words.contains(text.uppercased()) else { throw level.unknownWord(text, expecting: words) }
            self = .effort(text.lowercased())
        } else if let budget = try thinking.google("thinkingBudget")?.int(in: -1...NumericRanges.tokens.upperBound) {
            switch budget {
            case 0: self = .off
            case -1: self = .on
            case ...1024: self = .effort("low")
            case ...8192: self = .effort("medium")
            default: self = .effort("high")
            }
        } else {
            return nil
        }
    }
}

extension Field {
    fileprivate func mediaDetail() throws(APIError) -> String? {
        switch try word(of: [
            "MEDIA_RESOLUTION_UNSPECIFIED", "MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH",
        ]) {
        case "MEDIA_RESOLUTION_LOW": "low"
        case "MEDIA_RESOLUTION_MEDIUM": "auto"
        case "MEDIA_RESOLUTION_HIGH": "high"
        default: nil
        }
    }
}
