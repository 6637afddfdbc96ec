import Foundation
package import JSON

/// How lines look.
package enum LineStyle: Sendable, Equatable {
    /// For people: aligned, and coloured where the terminal shows colours.
    case text(coloured: Bool)
    /// For programs: one JSON object a line.
    case json

    /// Text on a terminal, JSON elsewhere. Colours are left out where `NO_COLOR` is set (https://no-color.org) or the
    /// terminal is dumb.
    package static func automatic(
        for descriptor: Int32,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> LineStyle {
        guard isatty(descriptor) == 1 else { return .json }
        return .text(coloured: showsColours(environment))
    }

    package static func showsColours(_ environment: [String: String]) -> Bool {
        (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }
}

package enum LineColour: String, Sendable {
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
    case dim = "2"
}

/// Something that can be written as one line. Values are kept as they are and become text on the writer's thread.
package protocol LogLine: Sendable {
    /// Writes everything but the line's end.
    func write(to line: inout LineBuffer)
    /// About how much memory it takes while it waits.
    var weight: Int { get }
}

/// The text of lines, in one style.
package struct LineBuffer {
    package let style: LineStyle
    package private(set) var bytes: [UInt8] = []

    package init(style: LineStyle) { self.style = style }

    package var isColoured: Bool { style == .text(coloured: true) }

    /// Ends the line.
    package mutating func end() { bytes.append(UInt8(ascii: "\n")) }

    package mutating func raw(_ text: some Collection<UInt8>) { bytes.append(contentsOf: text) }

    /// Has JSON written at the line's end.
    package mutating func json(_ body: (inout JSONWriter) -> Void) {
        var json = JSONWriter(after: bytes)
        // Let go of first, or all that was written before would be copied.
        bytes = []
        body(&json)
        bytes = json.finish()
    }

    package mutating func time(_ time: Timestamp) {
        colour(.dim) { time.appendLocalTime(to: &$0.bytes) }
    }

    /// What someone else may have chosen. Control characters, which could forge lines or drive the terminal, are
    /// written as escapes.
    package mutating func text(_ text: String) {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f || $0 >= 0xc2 }) else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        for scalar in text.unicodeScalars {
            if scalar.drivesTerminal {
                bytes.append(contentsOf: scalar.spelledOut.utf8)
            } else {
                bytes.append(contentsOf: String(scalar).utf8)
            }
        }
    }

    /// Text that takes at least `width` columns, filled with spaces.
    package mutating func column(_ text: String, _ width: Int, trailing: Bool = false) {
        let padding = max(0, width - text.count)
        if trailing { pad(padding) }
        self.text(text)
        if !trailing { pad(padding) }
    }

    package mutating func pad(_ count: Int) {
        for _ in 0..<count { bytes.append(UInt8(ascii: " ")) }
    }

    package mutating func colour(_ colour: LineColour?, _ body: (inout LineBuffer) -> Void) {
        guard let colour, isColoured else { return body(&self) }
        bytes.append(contentsOf: "\u{1b}[\(colour.rawValue)m".utf8)
        body(&self)
        bytes.append(contentsOf: "\u{1b}[0m".utf8)
    }
}

extension Unicode.Scalar {
    /// Control characters, line and paragraph separators, and what turns the direction of text around.
    fileprivate var drivesTerminal: Bool {
        switch value {
        case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    fileprivate var spelledOut: String {
        switch self {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(value, radix: 16))}"
        }
    }
}
