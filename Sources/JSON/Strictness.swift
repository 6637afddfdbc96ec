import Foundation

/// What Foundation's reader takes and JSON does not: other encodings, byte order marks, commas before a bracket.
/// It matters because text found valid here is passed on as it is, to readers that would see something else in it.
enum Strictness {
    static func check(_ bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
        if unsafe bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            throw JSONSyntaxError(description: "it begins with a byte order mark, which JSON does not have")
        }
        guard let base = bytes.baseAddress else { return }
        if unsafe memchr(base, 0, bytes.count) != nil {
            throw JSONSyntaxError(description: "it holds a zero byte: JSON is sent as UTF-8")
        }
        if let place = unsafe danglingComma(bytes) {
            throw JSONSyntaxError(description: "there is a comma with nothing after it, at byte \(place)")
        }
    }

    private static func danglingComma(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var comma: Int?
        var index = 0
        while index < bytes.count {
            switch unsafe bytes[index] {
            case UInt8(ascii: "\""):
                comma = nil
                index = unsafe endOfString(bytes, from: index + 1)
            case UInt8(ascii: ","): comma = index
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if let comma { return comma }
            case 0x20, 0x0a, 0x0d, 0x09: break
            default: comma = nil
            }
            index += 1
        }
        return nil
    }

    private static func endOfString(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            switch unsafe bytes[index] {
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "\""): return index
            default: index += 1
            }
        }
        return index
    }
}
