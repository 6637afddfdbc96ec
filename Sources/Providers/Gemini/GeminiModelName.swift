/// A model's name as Gemini writes it, given with or without `models/`.
struct GeminiModelName {
    /// Without `models/`; tuned models keep their `tunedModels/`.
    let short: String

    init(_ name: String) { short = name.hasPrefix("models/") ? String(name.dropFirst(7)) : name }

    /// As bodies name it: `models/gemini-2.5-flash`.
    var full: String { isTuned ? short : "models/" + short }

    /// As a part of an address, in which nothing but the name can be meant.
    var path: String {
        guard isTuned else { return "/models/" + percentEncoded(short) }
        return "/tunedModels/" + percentEncoded(String(short.dropFirst(12)))
    }

    /// The 3 of `gemini-3-pro`; nil where the name has none, as in `gemini-flash-latest`.
    var generation: Int? {
        guard short.hasPrefix("gemini-") else { return nil }
        return Int(short.dropFirst(7).prefix { $0.isASCII && $0.isNumber })
    }

    private var isTuned: Bool { short.hasPrefix("tunedModels/") }
}

/// Everything but letters, digits and `-._~` as `%XX`.
func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: bytes.append(byte)
        default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
