import Foundation
import JSON

/// What standard output is, and how to write to it.
enum Terminal {
    /// Colour only for people: on a terminal, unless NO_COLOR is set.
    static let hasColour =
        isatty(STDOUT_FILENO) == 1 && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    static let isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1

    /// Whether a line can be written over and over.
    static let showsBars = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    static func line(_ text: String = "") { write(text + "\n") }

    /// Prints a JSON value that `body` writes, and ends the line.
    static func json(_ body: (inout JSONWriter) -> Void) {
        var json = JSONWriter()
        body(&json)
        line(String(decoding: json.finish(), as: UTF8.self))
    }

    static func complain(_ text: String) { FileHandle.standardError.write(Data("martlet: \(text)\n".utf8)) }

    /// What is no part of the output: for who watches, not for what reads it.
    static func remark(_ text: String) {
        let isDim = isatty(STDERR_FILENO) == 1 && hasColour
        FileHandle.standardError.write(Data(((isDim ? styled(text, .dim) : text) + "\n").utf8))
    }

    enum Style: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    static func styled(_ text: String, _ style: Style) -> String {
        hasColour ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }

    /// Text of a model or a backend, with nothing in it that could drive the terminal.
    static func harmless(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { scalar in
                    scalar == "\n" || scalar == "\t" || !(scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value))
                }
            )
        )
    }
}
