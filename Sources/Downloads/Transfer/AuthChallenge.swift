/// What a registry wants before it shows something: `Bearer realm="…",service="…",scope="…"`.
struct AuthChallenge: Sendable, Equatable {
    /// Where a token is to be had.
    let realm: String
    var service: String?
    var scope: String?

    private static let longest = 4096

    /// Nil for any other scheme, and for what cannot be read.
    init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        var rest = Substring(text)
        guard rest.prefix(7).lowercased() == "bearer " else { return nil }
        rest.removeFirst(7)
        var fields: [String: String] = [:]
        while true {
            rest = rest.drop { $0 == " " || $0 == "," || $0 == "\t" }
            if rest.isEmpty { break }
            let name = rest.prefix { $0.isLetter && $0.isASCII || $0 == "_" || $0 == "-" }
            rest.removeFirst(name.count)
            guard !name.isEmpty, rest.first == "=" else { return nil }
            rest.removeFirst()
            guard let value = Self.value(&rest), fields.updateValue(value, forKey: name.lowercased()) == nil else {
                return nil
            }
        }
        guard let realm = fields["realm"], !realm.isEmpty else { return nil }
        self.realm = realm
        service = fields["service"]
        scope = fields["scope"]
    }

    private static func value(_ rest: inout Substring) -> String? {
        guard rest.first == "\"" else {
            let word = rest.prefix { $0 != "," && $0 != " " && $0 != "\"" }
            rest.removeFirst(word.count)
            return word.isEmpty ? nil : String(word)
        }
        rest.removeFirst()
        var value = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return value
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                value.append(escaped)
            default: value.append(character)
            }
        }
        return nil
    }

    /// The address with what is asked for.
    var url: String {
        let fields = [("service", service), ("scope", scope)].compactMap { name, value in
            value.map { "\(name)=\(Self.escaped($0))" }
        }
        return fields.isEmpty ? realm : realm + (realm.contains("?") ? "&" : "?") + fields.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        .joined()
    }
}
