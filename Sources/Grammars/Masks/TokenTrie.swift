import Synchronization

/// A vocabulary's tokens as their bytes: what a grammar needs to know of a model. Made once a model, and used by many at once.
package final class TokenTrie: Sendable {
    /// How many tokens there are: of the logits' row, where that is longer than the vocabulary.
    package let count: Int
    let endTokens: [Int]
    private let texts: [[UInt8]]
    /// Nearly all tokens, and the few long ones apart: the shorter a tree, the sooner a count's end is out of its reach.
    let trees: [ByteTree]
    /// What the tokens do in the states that all programs share.
    let shared = Mutex<[Reach.Key: Reach]>([:])

    private static let longest = 256
    private static let short = 16

    /// `bytes` is what a token is in the text; nil or nothing for those that steer the model, which are then never allowed.
    /// The `endTokens` are allowed where the text may end, and nowhere else.
    package init(count: Int, endTokens: some Sequence<Int>, bytes: (Int) -> [UInt8]?) {
        self.count = count
        let ends = Set(endTokens.filter { (0..<count).contains($0) })
        self.endTokens = ends.sorted()
        let texts = (0..<count).map { token in
            guard !ends.contains(token), let text = bytes(token), text.count <= Self.longest else { return [UInt8]() }
            return text
        }
        self.texts = texts
        let all = texts.enumerated().map { (bytes: $0.element[...], token: Int32($0.offset)) }
        trees = [
            ByteTree(all.filter { $0.bytes.count <= Self.short }), ByteTree(all.filter { $0.bytes.count > Self.short }),
        ]
    }

    func text(_ token: Int) -> [UInt8] { texts.indices.contains(token) ? texts[token] : [] }

    func isEnd(_ token: Int) -> Bool { endTokens.contains(token) }
}
