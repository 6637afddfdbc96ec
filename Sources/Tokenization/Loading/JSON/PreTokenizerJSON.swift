internal import JSON

/// Reads `pre_tokenizer`.
struct PreTokenizerJSON {
    private(set) var steps: [PreTokenizer.Step] = []
    /// Whether words are written in the byte alphabet for the model.
    private(set) var mapsBytes = false
    /// Whether the steps see text that is written so.
    private var isMapped = false

    init(_ value: JSONValue?) throws {
        guard let value, !value.isNull else { return }
        try read(value, isLast: true, depth: 0)
        if isMapped { steps.append(.fromAlphabet) }
    }

    private mutating func read(_ value: JSONValue, isLast: Bool, depth: Int) throws {
        guard depth < 20 else { throw TokenizationError("the pre-tokenizers are nested deeper than 20 levels") }
        let type = value["type"]?.string ?? ""
        switch type {
        case "Sequence":
            let parts = value["pretokenizers"]?.array ?? []
            for (index, part) in parts.enumerated() {
                try read(part, isLast: isLast && index == parts.count - 1, depth: depth + 1)
            }
        case "ByteLevel": readByteLevel(value, isLast: isLast)
        case "Split": try readSplit(value)
        case "Metaspace": steps.append(.metaspace(try MetaspaceJSON.metaspace(value)))
        case "Whitespace": steps.append(.wordsAndOthers)
        case "WhitespaceSplit": steps.append(.whitespace)
        case "BertPreTokenizer": steps += [.whitespace, .punctuation(.isolated)]
        case "Digits": steps.append(.digits(areSingle: value["individual_digits"]?.bool ?? false))
        case "Punctuation": steps.append(.punctuation(try behavior(value["behavior"]?.string ?? "Isolated")))
        case "CharDelimiterSplit":
            guard let scalar = value["delimiter"]?.string?.unicodeScalars.first else {
                throw TokenizationError("a CharDelimiterSplit has no delimiter")
            }
            steps.append(.delimiter(scalar.value))
        default:
            throw TokenizationError("the pre-tokenizer \(type.debugDescription) is not known")
        }
    }

    private mutating func readByteLevel(_ value: JSONValue, isLast: Bool) {
        if value["add_prefix_space"]?.bool ?? true { steps.append(.prefixSpace) }
        if value["use_regex"]?.bool ?? true { steps.append(.pattern(.gpt2)) }
        mapsBytes = true
        // Steps behind it see the characters that stand for bytes.
        if !isLast, !isMapped {
            steps.append(.toAlphabet)
            isMapped = true
        }
    }

    private mutating func readSplit(_ value: JSONValue) throws {
        let behavior = try behavior(value["behavior"]?.string ?? "")
        let isInverted = value["invert"]?.bool ?? false
        if let literal = value["pattern"]?["String"]?.string {
            guard !literal.isEmpty else { throw TokenizationError("a Split has an empty pattern") }
            steps.append(.literal(Array(literal.utf8), behavior, isInverted: isInverted))
        } else if let expression = value["pattern"]?["Regex"]?.string {
            let keepsAll = isInverted ? behavior == .removed || behavior == .isolated : behavior == .isolated
            if keepsAll, let pattern = WordPattern(expression: expression) {
                steps.append(.pattern(pattern))
            } else {
                steps.append(.regex(try RegexProgram(expression), behavior, isInverted: isInverted))
            }
        } else {
            throw TokenizationError("a Split has no pattern")
        }
    }

    private func behavior(_ name: String) throws -> SplitBehavior {
        switch name {
        case "Removed": .removed
        case "Isolated": .isolated
        case "MergedWithPrevious": .mergedWithPrevious
        case "MergedWithNext": .mergedWithNext
        case "Contiguous": .contiguous
        default: throw TokenizationError("the split behavior \(name.debugDescription) is not known")
        }
    }
}

enum MetaspaceJSON {
    static func metaspace(_ value: JSONValue) throws -> Metaspace {
        let replacement = value["replacement"]?.string ?? "▁"
        guard replacement.unicodeScalars.count == 1 else {
            throw TokenizationError("a Metaspace's replacement is not one character")
        }
        let prepend: Metaspace.Prepend =
            switch value["prepend_scheme"]?.string {
            case "always": .always
            case "first": .first
            case "never": .never
            case nil: value["add_prefix_space"]?.bool ?? true ? .always : .never
            case let scheme?: throw TokenizationError("the prepend_scheme \(scheme.debugDescription) is not known")
            }
        return Metaspace(
            replacement: Array(replacement.utf8),
            prepend: prepend,
            splits: value["split"]?.bool ?? true
        )
    }
}

extension WordPattern {
    /// The pattern that is matched by hand, if it is one of them.
    init?(expression: String) {
        switch expression {
        case #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
            #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#:
            self = .gpt2
        case Self.expressionCL100K(#"\p{L}+"#, #"\p{N}{1,3}"#, #"\s\p{L}\p{N}"#): self = .cl100k(.init())
        case Self.expressionCL100K(#"\p{L}+"#, #"\p{N}"#, #"\s\p{L}\p{N}"#): self = .cl100k(.init(digits: 1))
        case Self.expressionCL100K(#"[\p{L}\p{M}]+"#, #"\p{N}"#, #"\s\p{L}\p{M}\p{N}"#):
            self = .cl100k(.init(digits: 1, takesMarks: true))
        case Self.expressionO200K("(?i:'s|'t|'re|'ve|'m|'ll|'d)?", #"\p{N}{1,3}"#): self = .o200k(.init())
        case Self.expressionO200K("", #"\p{N}"#): self = .o200k(.init(digits: 1, takesContractions: false))
        default: return nil
        }
    }

    private static func expressionCL100K(_ letters: String, _ numbers: String, _ others: String) -> String {
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|" + #"[^\r\n\p{L}\p{N}]?"# + letters + "|" + numbers + "| ?[^" + others + "]+"
            + #"[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }

    private static func expressionO200K(_ contraction: String, _ numbers: String) -> String {
        let lead = #"[^\r\n\p{L}\p{N}]?"#
        let head = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#
        let tail = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#
        return lead + head + "*" + tail + "+" + contraction + "|" + lead + head + "+" + tail + "*" + contraction + "|"
            + numbers + #"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }
}
