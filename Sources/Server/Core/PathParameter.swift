/// What stands in a path in the place of a name.
enum PathParameter {
    /// Undoes percent-encoding, `%2F` too: a model's name may hold slashes. Throws for an encoding that is cut short
    /// or has wrong digits, for bytes that are no UTF-8, and for control characters, which no name holds.
    static func decode(_ encoded: some StringProtocol) throws(PathParameterError) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.utf8.count)
        var rest = encoded.utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.next()?.hexDigitValue, let low = rest.next()?.hexDigitValue else {
                throw PathParameterError(message: "the path has a '%' that two hexadecimal digits do not follow")
            }
            bytes.append(high << 4 | low)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PathParameterError(message: "the path's percent-encoding is not UTF-8")
        }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            throw PathParameterError(message: "the path holds a control character")
        }
        return text
    }
}

struct PathParameterError: Error, Equatable {
    let message: String
}

extension UInt8 {
    var hexDigitValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
