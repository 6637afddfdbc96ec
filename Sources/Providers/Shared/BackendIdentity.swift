package import Configuration
import Logging

/// Whom an error is about, and what it must not tell.
package struct BackendIdentity: Sendable {
    /// The provider's configured name.
    package let name: String
    private let secrets: [Secret]

    package init(name: String, secrets: [Secret] = []) {
        self.name = name
        self.secrets = secrets
    }

    package init(_ settings: ProviderSettings) {
        self.init(name: settings.name, secrets: settings.apiKey.map { [$0] } ?? [])
    }

    /// What a backend said, fit for an error: on one line, with no key in it, and no longer than `limit` bytes.
    package func presentable(_ text: String, limit: Int = 2000) -> String {
        // Cut first, so that a hostile text costs no time; wide enough that no key is cut in two and so missed.
        var text = String(decoding: text.utf8.prefix(limit + 1024), as: UTF8.self)
        for secret in secrets {
            let value = secret.reveal()
            if value.utf8.count >= 4 { text = text.replacing(value, with: "[hidden]") }
        }
        text = String(decoding: Secrets.mask(Array(text.utf8)), as: UTF8.self)
        return onOneLine(hidingKeys(in: text), limit: limit)
    }
}

/// How the keys of well-known services begin.
private let keyPrefixes = ["sk-", "AIza", "hf_", "gsk_", "xai-", "nvapi-", "ya29.", "r8_"]

/// Hides what looks like a key, and what follows `Bearer`. Backends repeat keys that they refuse, and not only ours.
private func hidingKeys(in text: String) -> String {
    var result = ""
    var rest = text[...]
    var follows = false
    while !rest.isEmpty {
        let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.*~+".contains($0)) }
        if word.isEmpty {
            let gap = rest.removeFirst()
            if gap != " " { follows = false }
            result.append(gap)
            continue
        }
        rest = rest.dropFirst(word.count)
        let isKey = word.count >= 8 && (follows || keyPrefixes.contains { word.hasPrefix($0) })
        result += isKey ? "[hidden]" : word
        follows = word.lowercased() == "bearer"
    }
    return result
}

/// Runs of white space and control characters become one space.
private func onOneLine(_ text: String, limit: Int) -> String {
    var line = String.UnicodeScalarView()
    var length = 0
    var gap = false
    for scalar in text.unicodeScalars {
        let isBlank = scalar.value <= 0x20 || (0x7f...0x9f).contains(scalar.value) || (0x2028...0x2029) ~= scalar.value
        if isBlank {
            gap = !line.isEmpty
            continue
        }
        if gap {
            line.append(" ")
            length += 1
            gap = false
        }
        length += UTF8.width(scalar)
        guard length <= limit else { return String(line) + "…" }
        line.append(scalar)
    }
    return String(line)
}
