/// A text with places for values: `Summarize: {text}`. `{{` and `}}` stand for the braces themselves.
package struct PromptTemplate: Sendable, Equatable {
    package enum Part: Sendable, Equatable {
        case text(String)
        case placeholder(String)
    }

    package let source: String
    package let parts: [Part]

    /// Throws what is wrong with the braces, and in which line of the text (from 1).
    package init(parsing source: String) throws(PromptTemplateError) {
        self.source = source
        parts = try Self.parse(source)
    }

    /// The names of the places, in the order of their first use.
    package var placeholders: [String] {
        var names: [String] = []
        for case .placeholder(let name) in parts where !names.contains(name) { names.append(name) }
        return names
    }

    /// The text with the values in their places; a place without a value stays empty. Braces in values are text.
    package func filled(with values: [String: String]) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .placeholder(let name): values[name] ?? ""
            }
        }.joined()
    }

    private static func parse(_ source: String) throws(PromptTemplateError) -> [Part] {
        var parts: [Part] = []
        var text = ""
        var line = 1
        var rest = Substring(source)
        while let character = rest.popFirst() {
            if character.isNewline { line += 1 }
            switch character {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                rest.removeFirst()
                text.append(character)
            case "{":
                let name = rest.prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
                rest = rest.dropFirst(name.count)
                guard rest.popFirst() == "}", let first = name.first, !first.isNumber else {
                    throw PromptTemplateError(message: "a \"{\" begins no placeholder", line: line)
                }
                if !text.isEmpty { parts.append(.text(text)) }
                text = ""
                parts.append(.placeholder(String(name)))
            case "}":
                throw PromptTemplateError(message: "a \"}\" ends no placeholder", line: line)
            default: text.append(character)
            }
        }
        if !text.isEmpty { parts.append(.text(text)) }
        return parts
    }
}

package struct PromptTemplateError: Error, Sendable, Equatable {
    package var message: String
    /// Of the text, from 1.
    package var line: Int
}
