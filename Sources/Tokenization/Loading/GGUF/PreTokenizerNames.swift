/// The pre-tokenizers that GGUF files name in `tokenizer.ggml.pre`.
struct NamedPreTokenizer {
    var steps: [PreTokenizer.Step]
    /// A word that is a token is that token.
    var takesWholeWords = false
    var addsBegin = false
    var addsSeparator = false
}

extension NamedPreTokenizer {
    /// nil for a name that is not known.
    init?(_ name: String) {
        switch name {
        case "llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano":
            self.init(.cl100k(.init()))
            takesWholeWords = true
            addsBegin = true
        case "dbrx", "smaug-bpe", "glm4", "chatglm-bpe": self.init(.cl100k(.init()))
        case "qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "stablelm2", "hunyuan", "solar-open", "megrez", "grok-2":
            self.init(.cl100k(.init(digits: 1)))
        case "qwen35": self.init(.cl100k(.init(digits: 1, takesMarks: true)))
        case "ufakzeka": self.init(.cl100k(.init(digits: 1, cutsContractions: false)))
        case "laguna": self.init([#"[^\n]+|[\n]+"#], then: .cl100k(.init(digits: 1)))
        case "gpt-2", "phi-2", "jina-es", "jina-de", "gigachat", "jina-v2-es", "jina-v2-de", "a.x-4.0", "mellum",
            "modern-bert", "mpt", "olmo", "jais", "trillion", "granite-docling", "exaone4":
            self.init(.gpt2)
        case "jina-v1-en", "jina-v2-code", "roberta-bpe":
            self.init(.gpt2)
            addsSeparator = true
        case "gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2": self.init(.o200k(.init()))
        case "granite-embed-multi-97m":
            self.init(.o200k(.init()))
            takesWholeWords = true
        case "tekken":
            self.init(.o200k(.init(digits: 1, takesContractions: false)))
            takesWholeWords = true
            addsBegin = true
        case "tiny_aya", "cohere2moe": self.init([#"\d{1,3}(?=(?:\d{3})*\b)"#], then: .o200k(.init()))
        case "youtu":
            self.init([Patterns.youtu], then: .o200k(.init(digits: 1)))
            takesWholeWords = true
        case "starcoder", "refact", "command-r", "smollm", "codeshell", "exaone", "minerva-7b", "mellum2":
            self.init(.gpt2)
            steps.insert(.digits(areSingle: true), at: 0)
        default:
            guard let expressions = Patterns.expressions[name] else { return nil }
            self.init(expressions)
            addsBegin = name == "chameleon"
        }
    }

    /// What is used where a file names none, or one that is not known.
    static var fallback: NamedPreTokenizer {
        NamedPreTokenizer([
            #"[\p{P}\$\+<=>\^~\|]+"#, Patterns.gpt2, #"\p{N}+"#, #"[0-9][0-9][0-9]"#,
        ])
    }

    private init(_ pattern: WordPattern) { steps = [.pattern(pattern)] }

    private init(_ expressions: [String], then pattern: WordPattern? = nil) {
        // They are ours, and each is tried by a test: none is left out.
        steps = expressions.compactMap { expression in
            if expression == Patterns.gpt2 { return .pattern(.gpt2) }
            return (try? RegexProgram(expression)).map { .regex($0, .isolated, isInverted: false) }
        }
        if let pattern { steps.append(.pattern(pattern)) }
    }
}

/// The regular expressions of the rarer ones.
enum Patterns {
    static let gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"#

    static let youtu =
        "[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|[一-龥\u{3040}-ゟ゠-ヿ]+"

    private static let chinese = "[一-龥\u{3040}-ゟ゠-ヿ]+"
    private static let chineseAndKorean = "[一-龥ࠀ-一가-\u{d7ff}]+"

    private static let deepseek =
        ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"##
        + #"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

    private static let cased =
        "A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-\u{1f7d}ᾀ-ᾴᾶ-ᾼ"
        + "\u{1fbe}ῂ-ῄῆ-ῌῐ-\u{1fd3}ῖ-\u{1fdb}ῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤ\u{2126}ℨ\u{212a}-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎ"
        + "ꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃"

    private static let contractions = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])"

    private static let sentences = #" ?[^(\s|.,!?…。，、।۔،)]+"#

    static let expressions: [String: [String]] = [
        "deepseek-llm": [
            #"[\r\n]"#, #"\s?["# + cased + "]+", #"\s?[!-/:-~！-／：-～‘-‟\#u{3000}-。]+"#, #"\s+$"#, chineseAndKorean,
            #"\p{N}+"#,
        ],
        "deepseek-coder": [#"[\r\n]"#, #"\s?\p{L}+"#, #"\s?\p{P}+"#, chineseAndKorean, #"\p{N}"#],
        "deepseek-v3": [#"\p{N}{1,3}"#, chinese, deepseek],
        "hunyuan-dense": [#"\p{N}{1,3}"#, chinese, deepseek],
        "joyai-llm": [#"\p{N}{1,3}"#, chinese, deepseek],
        "hy_v4": [#"\p{N}{1,3}"#, chinese, deepseek],
        "falcon": [#"[\p{P}\$\+<=>\^~\|`]+"#, gpt2, #"[0-9][0-9][0-9]"#],
        "bloom": [sentences],
        "poro-chat": [sentences],
        "gpt3-finnish": [sentences],
        "viking": [sentences, #"\p{N}"#],
        "chameleon": [
            "<sentinel:[0-9]+>", "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z", #"([\t\n]|    |  )"#, #"\p{N}"#,
            #"[\p{P}!-/:-@\[-`{-~]"#, gpt2,
        ],
        "superbpe": [#"\p{N}+"#, #"(?=(\d{3})+(?!\d))"#],
        "bailingmoe": [bailing], "bailingmoe2": [bailing], "llada-moe": [bailing],
        "seed-coder": [
            contractions
                + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+"#
        ],
        "exaone-moe": [
            contractions
                + #"|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]?"#
                + #"|\s*[\r\n]|\s+(?!\S)|\s+"#
        ],
        "jais-2": [
            contractions
                + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"#
                + #"|\s{512}(?!\S)|\s{256}(?!\S)|\s{128}(?!\S)|\s{64}(?!\S)|\s{32}(?!\S)|\s{16}(?!\S)"#
                + #"|\s{8}(?!\S)|\s{4}(?!\S)|\s{1,2}(?!\S)|\s{1}"#
        ],
    ]

    private static let bailing =
        #"'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"#
        + #"|\s*[\r\n]|\s+(?!\S)|\s+"#
}
