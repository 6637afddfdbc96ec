import ModelFiles

/// Keeps the table that tokens are looked up in out of memory, where a vocabulary's may be hundreds of megabytes.
///
/// It is mapped, and each row that is read brings in sixteen pages of the file around it: a long text's tokens would have
/// come to hold most of the table. So its pages are let go now and then; the next look-up has them from the system's cache.
struct LookedUpRows {
    /// As many as two megabytes of pages come in with.
    private static let most = 32
    /// Tables that are worth the trouble.
    private static let leastBytes = 2 << 20

    private var count = 0

    /// After a step of so many tokens.
    mutating func note(_ tokens: Int, in weights: ModelWeights) {
        count += tokens
        // Until it is packed, each step may read all of it for its output.
        guard count >= Self.most, weights.tableBytes >= Self.leastBytes, weights.packing.doneShare == 1 else { return }
        count = 0
        weights.letGoOfTable()
    }
}
