import Engine
import JSON
import ModelFiles

extension SamplingParameters {
    /// What a request and the configuration say, and what is usual where they say nothing: llama.cpp's defaults.
    init(_ sampling: Sampling, _ request: GenerateRequest, _ text: NativeText) throws(ProviderError) {
        self.init(
            temperature: Float(sampling.temperature ?? 0.8),
            topK: max(0, sampling.topK ?? 40),
            topP: Float(sampling.topP ?? 0.95),
            minP: Float(sampling.minP ?? 0.05),
            typicalP: Float(sampling.typicalP ?? 1),
            repetitionPenalty: Float(sampling.repeatPenalty ?? 1),
            presencePenalty: Float(sampling.presencePenalty ?? 0),
            frequencyPenalty: Float(sampling.frequencyPenalty ?? 0),
            penaltyWindow: try Self.window(request.runnerOptions, contextLength: text.contextLength),
            seed: sampling.seed.map { UInt64(bitPattern: Int64($0)) },
            logProbabilities: sampling.logprobs ? sampling.topLogprobs ?? 0 : nil
        )
        // None of the tokens is what the least likely one is: the likeliest stays in any case.
        if topP <= 0 { topP = .leastNonzeroMagnitude }
        if typicalP <= 0 { typicalP = .leastNonzeroMagnitude }
        if repetitionPenalty <= 0 { repetitionPenalty = 1 }
        for (token, bias) in sampling.logitBias {
            guard let id = Int(token), (0..<text.description.vocabularySize).contains(id) else {
                throw .wrong(
                    "logit_bias",
                    "logit_bias has the token \(token.prefix(32)), which is not one of the model's "
                        + "\(text.description.vocabularySize)"
                )
            }
            // As OpenAI has it: -100 and 100 forbid and force.
            logitBias[id] = bias <= -100 ? -.infinity : Float(bias)
        }
        do { try check() } catch { throw ProviderError(error) }
    }

    /// Ollama's `repeat_last_n`: -1 is the whole context.
    private static func window(_ options: JSONObject, contextLength: Int) throws(ProviderError) -> Int {
        guard let value = options[RunnerOptionRules.repeatWindow] else { return 64 }
        guard case .int(let count) = value, (-1...Int(Int32.max)).contains(count) else {
            throw .wrong(
                RunnerOptionRules.repeatWindow,
                "\(RunnerOptionRules.repeatWindow) must be a whole number from -1 on"
            )
        }
        return count < 0 ? contextLength : count
    }
}
