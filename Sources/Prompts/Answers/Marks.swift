import JSON

/// Marks in a text that comes in pieces.
enum Marks {
    /// The longest end of `text` that is a beginning of one of the marks: what must be held back.
    static func heldCount(_ text: ArraySlice<UInt8>, _ marks: [[UInt8]]) -> Int {
        var held = 0
        for mark in marks where mark.count > 1 {
            var length = min(mark.count - 1, text.count)
            while length > held {
                if text.suffix(length).elementsEqual(mark.prefix(length)) {
                    held = length
                    break
                }
                length -= 1
            }
        }
        return held
    }
}

enum JSONText {
    /// The string that this JSON text is; nil if it is none.
    static func string(_ bytes: [UInt8]) -> String? { (try? JSONValue(parsing: bytes))?.string }
}
