import Foundation

/// How likely the model finds a token of a prompt, from the logits of the one before. (Those of the tokens that it makes
/// come from the engine's `Sampler`.)
enum Logprobs {
    /// The token's log-probability, with those of the likeliest ones beside it.
    static func told(_ token: Int, in logits: Span<Float>, alternatives: Int, _ text: NativeText) -> TokenLogprob {
        var largest = -Float.infinity
        for index in logits.indices where logits[index] > largest { largest = logits[index] }
        var sum = 0.0
        for index in logits.indices { sum += Double(exp(logits[index] - largest)) }
        let normaliser = largest.isFinite ? Double(largest) + log(sum) : 0
        let top = likeliest(alternatives, in: logits).map { text.told($0, Double(logits[$0]) - normaliser) }
        let logprob = logits.indices.contains(token) ? Double(logits[token]) - normaliser : -.infinity
        return text.told(token, logprob, top: top)
    }

    /// The likeliest first; of those that are as likely, the lower id.
    private static func likeliest(_ count: Int, in logits: Span<Float>) -> [Int] {
        guard count > 0 else { return [] }
        var best: [Int] = []
        for index in logits.indices {
            if best.count == count, let last = best.last, logits[index] <= logits[last] { continue }
            var place = best.count
            while place > 0, logits[index] > logits[best[place - 1]] { place -= 1 }
            best.insert(index, at: place)
            if best.count > count { best.removeLast() }
        }
        return best
    }
}
