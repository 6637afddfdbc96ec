import JSON

/// How values are spelled where a schema says which they are.
enum JSONText {
    /// The one spelling that is taken of a character that JSON wants escaped.
    static func escape(_ scalar: UInt32) -> String {
        switch scalar {
        case 0x22: return "\\\""
        case 0x5c: return "\\\\"
        case 0x08: return "\\b"
        case 0x0c: return "\\f"
        case 0x0a: return "\\n"
        case 0x0d: return "\\r"
        case 0x09: return "\\t"
        default:
            let digits = String(scalar, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }

    static func string(_ text: String) -> [UInt8] { [0x22] + characters(text) + [0x22] }

    /// A string's inside.
    static func characters(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte < 0x20 || byte == 0x22 || byte == 0x5c {
                bytes += Array(escape(UInt32(byte)).utf8)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// A value that is no array and no object.
    static func scalar(_ value: JSONValue) -> [UInt8]? {
        switch value {
        case .null: Array("null".utf8)
        case .bool(let value): Array((value ? "true" : "false").utf8)
        case .int(let value): Array(String(value).utf8)
        case .double(let value): Array(String(value).utf8)
        case .string(let text): string(text)
        case .array, .object: nil
        }
    }

    /// Any value, its members in their own order, without spaces.
    static func value(_ value: JSONValue) -> [UInt8] {
        switch value {
        case .array(let elements):
            return [0x5b] + elements.map(Self.value).joined(separator: [0x2c]) + [0x5d]
        case .object(let members):
            return [0x7b] + members.map { string($0) + [0x3a] + Self.value($1) }.joined(separator: [0x2c]) + [0x7d]
        default: return scalar(value) ?? []
        }
    }
}
