/// A regular expression that cuts text into words, matched by hand: the ones that models are trained with.
///
/// Each takes every character, so that the words are the text without a gap.
enum WordPattern: Sendable, Equatable {
    /// GPT-2: `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
    case gpt2
    /// cl100k, Llama 3, Qwen and their like.
    case cl100k(CL100KPattern)
    /// o200k (GPT-4o), Tekken and their like.
    case o200k(O200KPattern)

    /// Appends the words of a range of the text.
    func split(_ text: UTF8Text, _ range: Range<Int>, into words: inout [Range<Int>]) {
        let matcher = WordMatcher(text: text, end: range.upperBound)
        switch self {
        case .gpt2: matcher.split(from: range.lowerBound, into: &words) { $0.gpt2($1) }
        case .cl100k(let pattern): matcher.split(from: range.lowerBound, into: &words) { $0.cl100k($1, pattern) }
        case .o200k(let pattern): matcher.split(from: range.lowerBound, into: &words) { $0.o200k($1, pattern) }
        }
    }
}

/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
struct CL100KPattern: Sendable, Equatable {
    /// How many digits stay together.
    var digits = 3
    /// Whether marks are letters: `[\p{L}\p{M}]`, and `[^\s\p{L}\p{M}\p{N}]`.
    var takesMarks = false
    /// Whether English contractions are cut off.
    var cutsContractions = true
}

/// `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|` and the same
/// with `+` and `*` changed, `|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`.
struct O200KPattern: Sendable, Equatable {
    var digits = 3
    /// Whether a contraction stays with its word.
    var takesContractions = true
}
