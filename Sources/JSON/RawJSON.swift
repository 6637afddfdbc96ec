/// A JSON value as the bytes it came in, so that it can be passed on unchanged: members in their order, numbers
/// to their last digit.
///
/// It finds values in text that has been read as JSON before; it does not judge the text. On text that is no JSON
/// it finds nothing, or something, but never leaves the bytes.
package struct RawJSON: Sendable, Hashable, JSONWritable {
    package let bytes: ArraySlice<UInt8>

    package init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }
    package init(_ bytes: [UInt8]) { self.bytes = bytes[...] }
    package init(_ value: some JSONWritable) {
        var json = JSONWriter()
        json.value(value)
        bytes = json.finish()[...]
    }

    package func write(to json: inout JSONWriter) { json.raw(bytes) }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The value of the last member with this name, if this is an object that has one: the one that readers take.
    ///
    /// Names are compared as written: one that is spelled with escapes is not found.
    package subscript(key: String) -> RawJSON? {
        members.last { $0.key == key }?.value
    }

    /// The element at this place, if this is an array that has it.
    package subscript(index: Int) -> RawJSON? {
        let elements = elements
        return elements.indices.contains(index) ? elements[index] : nil
    }

    /// The members of an object in their order; empty for anything else.
    package var members: [(key: String, value: RawJSON)] {
        var cursor = Cursor(bytes)
        guard cursor.take(UInt8(ascii: "{")) else { return [] }
        var members: [(key: String, value: RawJSON)] = []
        while let name = cursor.value(), name.count >= 2, name.first == UInt8(ascii: "\""),
            cursor.take(UInt8(ascii: ":")), let value = cursor.value()
        {
            let key = String(decoding: name.dropFirst().dropLast(), as: UTF8.self)
            members.append((key, RawJSON(value)))
            guard cursor.take(UInt8(ascii: ",")) else { break }
        }
        return members
    }

    /// The elements of an array; empty for anything else.
    package var elements: [RawJSON] {
        var cursor = Cursor(bytes)
        guard cursor.take(UInt8(ascii: "[")) else { return [] }
        var elements: [RawJSON] = []
        while let value = cursor.value() {
            elements.append(RawJSON(value))
            guard cursor.take(UInt8(ascii: ",")) else { break }
        }
        return elements
    }
}

/// Walks over JSON text from value to value.
private struct Cursor {
    let bytes: ArraySlice<UInt8>
    var index: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    mutating func skipSpace() {
        while index < bytes.endIndex, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[index]) { index += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard index < bytes.endIndex, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    /// Steps over one value and returns its bytes.
    mutating func value() -> ArraySlice<UInt8>? {
        skipSpace()
        let start = index
        guard index < bytes.endIndex else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "\""): skipString()
        case UInt8(ascii: "{"), UInt8(ascii: "["): skipContainer()
        default: skipScalar()
        }
        return index > start ? bytes[start..<index] : nil
    }

    private mutating func skipString() {
        index += 1
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "\""):
                index += 1
                return
            default: index += 1
            }
        }
        index = bytes.endIndex
    }

    private mutating func skipContainer() {
        var depth = 0
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                skipString()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return }
        }
    }

    private mutating func skipScalar() {
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"),
                0x20, 0x0a, 0x0d, 0x09:
                return
            default: index += 1
            }
        }
    }
}
