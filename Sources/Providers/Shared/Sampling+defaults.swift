import Configuration

extension Sampling {
    /// These, and where the request says nothing, what is configured.
    func filled(from defaults: GenerationParameters) -> Sampling {
        var filled = self
        filled.maxTokens = maxTokens ?? defaults.maxTokens
        filled.temperature = temperature ?? defaults.temperature
        filled.topP = topP ?? defaults.topP
        filled.topK = topK ?? defaults.topK
        filled.minP = minP ?? defaults.minP
        filled.seed = seed ?? defaults.seed
        filled.stop = stop.isEmpty ? defaults.stop : stop
        filled.presencePenalty = presencePenalty ?? defaults.presencePenalty
        filled.frequencyPenalty = frequencyPenalty ?? defaults.frequencyPenalty
        filled.repeatPenalty = repeatPenalty ?? defaults.repeatPenalty
        return filled
    }
}
