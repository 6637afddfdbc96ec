/// What a model is called in the models directory: one plain name, of letters, digits, dots, dashes and underscores.
package struct ModelName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init?(_ text: String) {
        guard text.isPlainWord, let path = RelativePath(text), path.components.count == 1 else { return nil }
        description = text
    }
}

extension StringProtocol {
    /// Letters, digits, dots, dashes and underscores; neither hidden, an option, nor a way upwards.
    var isPlainWord: Bool {
        guard (1...96).contains(utf8.count), !hasPrefix("."), !hasPrefix("-"), !contains("..") else { return false }
        return utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
            default: false
            }
        }
    }
}
