/// The sizes of a `llama` that learns.
package struct ModelShape: Sendable, Equatable, Codable {
    package var vocabulary: Int
    package var width: Int
    package var layers: Int
    package var heads: Int
    package var keyValueHeads: Int
    package var feedForward: Int
    /// The longest text.
    package var context: Int
    package var ropeBase: Float
    package var epsilon: Float
    /// Whether tokens are read and told by the same matrix.
    package var isTied: Bool

    package init(
        vocabulary: Int,
        width: Int,
        layers: Int,
        heads: Int,
        keyValueHeads: Int,
        feedForward: Int,
        context: Int,
        ropeBase: Float = 10_000,
        epsilon: Float = 1e-5,
        isTied: Bool = true
    ) {
        self.vocabulary = vocabulary
        self.width = width
        self.layers = layers
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.feedForward = feedForward
        self.context = context
        self.ropeBase = ropeBase
        self.epsilon = epsilon
        self.isTied = isTied
    }

    package var headSize: Int { width / heads }
    /// Queries, keys and values of a row.
    package var inputs: Int { (heads + 2 * keyValueHeads) * headSize }

    package var parameters: Int { ParameterLayout(self).count }

    /// What is wrong with it, in a sentence; nil where nothing is.
    package var problem: String? {
        let sizes = [vocabulary, width, layers, heads, keyValueHeads, feedForward, context]
        if sizes.contains(where: { $0 < 1 || $0 > 1 << 20 }) { return "every size is a number from 1 to 1048576" }
        if width % heads != 0 || headSize % 16 != 0 || headSize > 256 {
            return "width / heads is the size of a head: a multiple of 16, at most 256"
        }
        if heads % keyValueHeads != 0 { return "heads is a multiple of kv_heads" }
        if feedForward % 16 != 0 { return "feed_forward is a multiple of 16" }
        if context < 2 || context > 1 << 17 { return "context is a number from 2 to 131072" }
        let largest = layers.multipliedReportingOverflow(by: width * max(width, feedForward))
        if largest.overflow || largest.partialValue > 1 << 32 { return "this is more than can be trained here" }
        return nil
    }
}
