/// Writes JSON text in the order it is told, into bytes that it owns.
///
///     var json = JSONWriter()
///     json.object { json in
///         json.member("id", "chatcmpl-1")
///         json.member("choices") { json in json.array { json in json.element(1) } }
///     }
///
/// The caller keeps to the grammar (members inside objects, elements inside arrays); commas, escapes and number
/// formats are the writer's.
package struct JSONWriter: ~Copyable {
    package private(set) var bytes: [UInt8] = []
    /// Whether the next member or element needs a comma before it.
    private var needsComma = false

    package init(reservingCapacity capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// Writes after what there is.
    package init(after bytes: consuming [UInt8]) { self.bytes = bytes }

    package consuming func finish() -> [UInt8] { bytes }

    // MARK: Containers

    package mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        try container(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    package mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        try container(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    private mutating func container(
        _ open: UInt8,
        _ close: UInt8,
        _ body: (inout JSONWriter) throws -> Void
    ) rethrows {
        bytes.append(open)
        needsComma = false
        try body(&self)
        bytes.append(close)
        needsComma = true
    }

    // MARK: Members and elements

    /// A member whose value `body` writes: exactly one.
    package mutating func member(_ key: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        self.key(key)
        try body(&self)
        needsComma = true
    }

    package mutating func member(_ key: String, _ value: some JSONWritable) {
        self.key(key)
        value.write(to: &self)
        needsComma = true
    }

    // The same for the kinds that most members have: without a detour through their conformances.

    package mutating func member(_ key: String, _ value: String) {
        self.key(key)
        string(value)
        needsComma = true
    }

    package mutating func member(_ key: String, _ value: Int) {
        self.key(key)
        digits(of: value)
        needsComma = true
    }

    package mutating func member(_ key: String, _ value: Bool) {
        self.key(key)
        bytes.append(contentsOf: value ? Self.true : Self.false)
        needsComma = true
    }

    private static let `true` = Array("true".utf8)
    private static let `false` = Array("false".utf8)

    /// Leaves the member out when there is no value.
    package mutating func member(_ key: String, ifPresent value: (some JSONWritable)?) {
        if let value { member(key, value) }
    }

    package mutating func element(_ value: some JSONWritable) {
        separate()
        value.write(to: &self)
        needsComma = true
    }

    /// An element that `body` writes: exactly one value.
    package mutating func element(_ body: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        try body(&self)
        needsComma = true
    }

    private mutating func key(_ key: String) {
        separate()
        string(key)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    // MARK: Scalars

    package mutating func value(_ value: some JSONWritable) { value.write(to: &self) }

    /// Bytes that are already JSON, as they are.
    package mutating func raw(_ json: some Collection<UInt8>) { bytes.append(contentsOf: json) }

    package mutating func null() { bytes.append(contentsOf: "null".utf8) }

    private mutating func digits(of number: Int) {
        guard number >= 0 else { return bytes.append(contentsOf: String(number).utf8) }
        var count = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        bytes.append(addingCapacity: count) { room in
            unsafe room.withUnsafeMutableBufferPointer { room, filled in
                var rest = number
                for place in (0..<count).reversed() {
                    unsafe room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
                filled = count
            }
        }
    }

    package mutating func string(_ string: String) {
        var string = string
        string.withUTF8 { utf8 in
            // Nearly all text needs no escapes.
            guard let text = utf8.baseAddress, unsafe !Self.needsEscapes(text, utf8.count) else {
                bytes.append(UInt8(ascii: "\""))
                return unsafe appendEscaped(utf8)
            }
            bytes.append(addingCapacity: utf8.count + 2) { room in
                unsafe room.withUnsafeMutableBufferPointer { room, filled in
                    guard let start = room.baseAddress else { return }
                    unsafe start[0] = UInt8(ascii: "\"")
                    unsafe (start + 1).update(from: text, count: utf8.count)
                    unsafe start[utf8.count + 1] = UInt8(ascii: "\"")
                    filled = utf8.count + 2
                }
            }
        }
    }

    /// Looks at all of it, with no way out: eight bytes at a time, and what is left.
    private static func needsEscapes(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var special: UInt64 = 0
        var place = 0
        while place &+ 8 <= count {
            let word = unsafe UnsafeRawPointer(text + place).loadUnaligned(as: UInt64.self)
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5c)
            // The highest bit of each byte that is under 0x20, or nought in one of the others; those above ASCII are not.
            let found = (word &- ones &* 0x20) | (quote &- ones) | (backslash &- ones)
            special |= found & ~word & (ones &* 0x80)
            place &+= 8
        }
        while place < count {
            let byte = unsafe text[place]
            special |= byte < 0x20 || byte == 0x22 || byte == 0x5c ? 1 : 0
            place &+= 1
        }
        return special != 0
    }

    /// What follows the opening quote.
    private mutating func appendEscaped(_ utf8: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in utf8.indices {
            let byte = unsafe utf8[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            unsafe bytes.append(contentsOf: utf8[start..<index])
            start = index + 1
            escape(byte)
        }
        unsafe bytes.append(contentsOf: utf8[start...])
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }
}

/// What a `JSONWriter` can write as one value.
package protocol JSONWritable {
    func write(to json: inout JSONWriter)
}

extension String: JSONWritable {
    package func write(to json: inout JSONWriter) { json.string(self) }
}

extension Bool: JSONWritable {
    package func write(to json: inout JSONWriter) { json.raw((self ? "true" : "false").utf8) }
}

extension Int: JSONWritable {
    package func write(to json: inout JSONWriter) { json.raw(String(self).utf8) }
}

extension Double: JSONWritable {
    /// JSON has no infinities: they become null.
    package func write(to json: inout JSONWriter) {
        if isFinite { json.raw(description.utf8) } else { json.null() }
    }
}

extension Float: JSONWritable {
    package func write(to json: inout JSONWriter) {
        if isFinite { json.raw(description.utf8) } else { json.null() }
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.array { json in for element in self { json.element(element) } }
    }
}

extension JSONValue: JSONWritable {
    /// Members of objects are written in the order of their names.
    package func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let value): json.value(value)
        case .int(let value): json.value(value)
        case .double(let value): json.value(value)
        case .string(let value): json.value(value)
        case .array(let elements): json.value(elements)
        case .object(let members):
            json.object { json in
                for (key, value) in members.sorted(by: { $0.key < $1.key }) { json.member(key, value) }
            }
        }
    }

    /// The value as JSON text.
    package var text: String {
        var json = JSONWriter()
        write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
