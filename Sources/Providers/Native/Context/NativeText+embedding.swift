import ModelFiles
import Tokenization

/// Texts as the tokens that their vectors are made of.
struct EmbeddingTokens: Sendable {
    var lists: [[Int]] = []
    /// How many were cut off, of all texts together.
    var truncated = 0
}

extension NativeText {
    /// A text's tokens for a vector that stands for all of it. One that does not fit is refused, or loses its end where that
    /// is wanted: what closes a text is kept then.
    func tokens(toEmbed request: EmbedRequest) throws(ProviderError) -> EmbeddingTokens {
        let most = try length(wanted: request.contextLength)
        let lists: [[Int]] =
            switch request.input {
            case .texts(let texts): texts.map { tokenizer.encode($0, addSpecial: true).map(Int.init) }
            case .tokens(let lists): lists
            }
        var tokens = EmbeddingTokens()
        tokens.lists.reserveCapacity(lists.count)
        for list in lists {
            guard let last = list.last else { throw .wrong("input", "a text is empty: it has no meaning to embed") }
            guard list.count > most else {
                tokens.lists.append(list)
                continue
            }
            guard request.truncate == true else {
                throw ProviderError(
                    .contextTooLong,
                    "a text has \(list.count) tokens, and the model takes \(most): cut it in pieces, or set truncate to true"
                )
            }
            let isClosed = tokenizer.isSpecial(Int32(truncatingIfNeeded: last))
            tokens.lists.append(list.prefix(most - 1) + [isClosed ? last : list[most - 1]])
            tokens.truncated += list.count - most
        }
        return tokens
    }

    /// As many tokens as the model was trained to make one vector of; more only where `num_ctx` says so.
    private func length(wanted: Int?) throws(ProviderError) -> Int {
        let known = description.contextLength
        guard let wanted else { return description.textLength ?? (description.isCausal ? contextLength : known) }
        guard wanted <= known else {
            throw .wrong("num_ctx", "num_ctx is \(wanted), and the model was made for \(known) tokens at most")
        }
        return wanted
    }
}
