/// How a model shall answer where the request does not say. Nil means: as the backend does it.
package struct GenerationParameters: Sendable, Equatable {
    package var maxTokens: Int?
    package var temperature: Double?
    package var topP: Double?
    package var topK: Int?
    package var minP: Double?
    package var frequencyPenalty: Double?
    package var presencePenalty: Double?
    package var repeatPenalty: Double?
    package var seed: Int?
    package var stop: [String] = []

    package init() {}

    /// These, and where one is not set, that of `other`.
    package func filled(from other: GenerationParameters) -> GenerationParameters {
        var filled = self
        filled.maxTokens = maxTokens ?? other.maxTokens
        filled.temperature = temperature ?? other.temperature
        filled.topP = topP ?? other.topP
        filled.topK = topK ?? other.topK
        filled.minP = minP ?? other.minP
        filled.frequencyPenalty = frequencyPenalty ?? other.frequencyPenalty
        filled.presencePenalty = presencePenalty ?? other.presencePenalty
        filled.repeatPenalty = repeatPenalty ?? other.repeatPenalty
        filled.seed = seed ?? other.seed
        filled.stop = stop.isEmpty ? other.stop : stop
        return filled
    }
}
