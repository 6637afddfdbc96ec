/// Reads the notation of `Phrase`. The texts are this module's own; what is wrong with one is a mistake of its author, which the
/// tests find, and stays as it is written.
struct PhraseReader {
    private let source: [Character]
    private var position = 0

    init(_ source: String) {
        self.source = Array(source)
    }

    /// Outside of brackets, bars and brackets that close are plain text.
    mutating func read(isOption: Bool = false) -> [Phrase.Part] {
        var parts: [Phrase.Part] = []
        var words = ""
        func flushed() -> [Phrase.Part] { words.isEmpty ? [] : [.text(words)] }
        while position < source.count {
            let character = source[position]
            switch character {
            case "\\" where position + 1 < source.count:
                words.append(source[position + 1] == "n" ? "\n" : source[position + 1])
                position += 2
            case "(":
                parts += flushed()
                words = ""
                position += 1
                parts.append(.choice(options()))
            case "|" where isOption, ")" where isOption:
                return parts + flushed()
            case "{":
                parts += flushed()
                words = ""
                if let part = place() { parts.append(part) } else { words.append("{") }
            default:
                words.append(character)
                position += 1
            }
        }
        return parts + flushed()
    }

    private mutating func options() -> [[Phrase.Part]] {
        var options: [[Phrase.Part]] = []
        while true {
            options.append(read(isOption: true))
            guard position < source.count, source[position] == "|" else { break }
            position += 1
        }
        position += 1
        return options
    }

    private mutating func place() -> Phrase.Part? {
        guard let end = source[position...].firstIndex(of: "}") else {
            position += 1
            return nil
        }
        let name = String(source[(position + 1)..<end])
        if let place = Place(rawValue: name) {
            position = end + 1
            return .place(place)
        }
        guard let kind = ValueKind(rawValue: name) else {
            position += 1
            return nil
        }
        position = end + 1
        return .made(kind)
    }
}
