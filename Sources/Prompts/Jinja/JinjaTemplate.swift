package import Foundation

/// A template as models carry them, compiled. Rendering is pure and bounded: it reads nothing but what it is given.
package struct JinjaTemplate: Sendable {
    private let source: [UInt8]
    private let statements: [JinjaStatement]
    private let names: [String]
    private let slots: [String: Int]

    /// Throws where the text is no template: line, column, and what is wrong there.
    package init(_ text: String) throws(JinjaError) {
        var bytes = Array(text.utf8)
        guard bytes.count <= 4 << 20 else { throw JinjaError(.limit, "the template is longer than 4 MiB") }
        bytes = Self.withPlainNewlines(bytes)
        // The last newline is the file's, not the template's.
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        source = bytes
        do throws(JinjaError) {
            var parser = JinjaParser(try JinjaLexer.tokens(of: bytes))
            statements = try parser.parseTemplate()
            names = parser.names
            slots = parser.slots
        } catch {
            throw error.located(in: bytes)
        }
    }

    /// Whether the template asks for a variable of this name: whether it knows tools, say.
    package func mentions(_ name: String) -> Bool { slots[name] != nil }

    package func render(
        _ values: [String: JinjaValue],
        limits: JinjaLimits = JinjaLimits(),
        date: Date = Date()
    ) throws(JinjaError) -> String {
        var frame = [JinjaValue?](repeating: nil, count: names.count)
        for (name, value) in values { if let slot = slots[name] { frame[slot] = value } }
        var renderer = JinjaRenderer(names: names, values: frame, limits: limits) { JinjaDate.text($0, of: date) }
        defer { for namespace in renderer.namespaces { namespace.clear() } }
        do throws(JinjaError) { try renderer.render(statements) } catch { throw error.located(in: source) }
        return renderer.output
    }

    private static func withPlainNewlines(_ bytes: [UInt8]) -> [UInt8] {
        let (lf, cr) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        guard bytes.contains(cr) else { return bytes }
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            if byte == lf, index > 0, bytes[index - 1] == cr { continue }
            plain.append(byte == cr ? lf : byte)
        }
        return plain
    }
}

/// C's `strftime`, in English and in local time, as Python's `datetime.now().strftime` has it.
enum JinjaDate {
    static func text(_ format: String, of date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
        var parts = unsafe tm()
        unsafe localtime_r(&seconds, &parts)
        var room = [CChar](repeating: 0, count: min(format.utf8.count, 4096) * 32 + 256)
        let length = unsafe strftime(&room, room.count, format, &parts)
        return String(decoding: room.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
