/// A form of words with choices and places, as the texts in this module write them:
///
///     {X} (was|got) (founded|set up) in {V}
///
/// `(a|b|)` is one of its parts, `{X}` a place that is filled in, `{city}` a value of that kind, made anew each time, and
/// `{a}` is "a" or "an", as the next word wants it. A backslash takes the next character as it stands; `\n` is a new line.
struct Phrase: Sendable {
    indirect enum Part: Sendable {
        case text(String)
        case place(Place)
        case made(ValueKind)
        case choice([[Part]])
    }

    let parts: [Part]
    /// Whether it may have an `{a}` in it, which is settled after the rest.
    let hasArticle: Bool

    init(_ source: String) {
        var reader = PhraseReader(source)
        parts = reader.read()
        hasArticle = source.contains("{a}")
    }

    /// Adds it to `text`.
    func write(_ filling: Filling, _ dice: inout Dice, into text: inout String) {
        guard hasArticle else {
            Self.write(parts, filling, &dice, into: &text)
            return
        }
        var own = ""
        Self.write(parts, filling, &dice, into: &own)
        text += Article.settled(own)
    }

    func text(_ filling: Filling, _ dice: inout Dice) -> String {
        var text = ""
        write(filling, &dice, into: &text)
        return text
    }

    private static func write(_ parts: [Part], _ filling: Filling, _ dice: inout Dice, into text: inout String) {
        for part in parts {
            switch part {
            case .text(let words):
                // A choice of nothing leaves one space too many.
                if words.utf8.first == 32, text.utf8.last == 32 { text += words.dropFirst() } else { text += words }
            case .place(let place): text += filling[place]
            case .made(let kind): text += dice.value(kind)
            case .choice(let options): write(options[dice.below(options.count)], filling, &dice, into: &text)
            }
        }
    }
}

/// A place in a phrase.
enum Place: String, Sendable {
    case subject = "X"
    case value = "V"
    case noun = "N"
    /// Another value, of before or elsewhere.
    case other = "O"
    /// What sort of thing the subject is: "company".
    case kind = "K"
    /// its, her, his.
    case genitive = "G"
    case first = "A"
    case second = "B"
    case third = "C"
    case fourth = "D"
    case article = "a"
}

/// What goes into a phrase's places.
struct Filling: Sendable {
    var subject = ""
    var value = ""
    var noun = ""
    var other = ""
    var kind = ""
    var genitive = "its"
    var first = ""
    var second = ""
    var third = ""
    var fourth = ""

    subscript(place: Place) -> String {
        switch place {
        case .subject: subject
        case .value: value
        case .noun: noun
        case .other: other
        case .kind: kind
        case .genitive: genitive
        case .first: first
        case .second: second
        case .third: third
        case .fourth: fourth
        case .article: Article.open
        }
    }
}
