/// What the tables take by which texts become tokens, and tokens texts: reckoned from how many tokens and pairs there are.
extension MemoryEstimate {
    /// Of a model's file, as the built-in engine loads it.
    package init(_ file: ModelFile, context: Int, batchTokens: Int = Self.batchTokens) {
        self.init(
            file.description,
            file.tensors,
            context: context,
            batchTokens: batchTokens,
            vocabulary: Self.vocabulary(of: file)
        )
    }

    private static func vocabulary(of file: ModelFile) -> Int {
        guard file.directory == nil else {
            // Its tokenizer is in another file. Most learn a pair for each token that they make.
            return vocabulary(tokens: file.description.vocabularySize, pairs: file.description.vocabularySize)
        }
        func count(_ key: String) -> Int { ((try? file.metadata.arrayCount(key)) ?? nil) ?? 0 }
        return vocabulary(tokens: count("tokenizer.ggml.tokens"), pairs: count("tokenizer.ggml.merges"))
    }

    /// A token's place among all, found by its text or its number, and what it is; a pair's place; and the words met before.
    static func vocabulary(tokens: Int, pairs: Int) -> Int {
        guard tokens > 0 else { return 0 }
        let words = tokens < manyTokens ? 0 : rememberedWordsBytes
        return sum(
            product(halfFull(tokens), placeBytes),
            product(tokens, textBytes + numberBytes + 1),
            pairs > 0 ? product(halfFull(pairs), placeBytes) : product(tokens, numberBytes),
            words
        )
    }

    /// Of a token's text, as most vocabularies have them.
    private static let textBytes = 8
    private static let numberBytes = 4
    private static let placeBytes = 16
    private static let manyTokens = 4096
    private static let rememberedWordsBytes = 1 << 20

    /// Tables have a power of two of places, and fill no more than half of them.
    private static func halfFull(_ count: Int) -> Int {
        guard count < 1 << 40 else { return .max }
        var places = 16
        while places < count * 2 { places *= 2 }
        return places
    }
}
