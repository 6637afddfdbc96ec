/// How a model that was trained elsewhere differs from one that was begun here.
struct ModelVariant: Sendable {
    /// Which numbers of a head are turned together: halves (Qwen 2), or neighbours.
    var turnsHalves = false
    /// Of each layer, what is added to queries, keys and values (Qwen 2); empty is nothing.
    var inputBiases: [[Float]] = []
    /// Whether the vocabulary and the norms stay as they are, so that their gradients are not made.
    var isFrozen = false
}
