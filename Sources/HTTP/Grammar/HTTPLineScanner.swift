/// Finds lines among bytes that arrive in pieces, and searches no byte twice.
struct HTTPLineScanner: Sendable {
    enum Fault: Error {
        case tooLong
        /// A line that ends with LF alone.
        case bareLF
    }

    /// How far the bytes from the line's start on were searched.
    private var searched = 0

    /// The place of the line that begins at `position`, without its end, and steps over both; nil where it has not
    /// ended yet. `limit` counts its end too.
    mutating func next(_ bytes: Span<UInt8>, _ position: inout Int, limit: Int) throws(Fault) -> Range<Int>? {
        let start = position
        guard let end = bytes.firstIndex(of: LF, from: start + searched) else {
            searched = bytes.count - start
            guard searched <= limit else { throw .tooLong }
            return nil
        }
        searched = 0
        guard end + 1 - start <= limit else { throw .tooLong }
        guard end > start, bytes[end - 1] == CR else { throw .bareLF }
        position = end + 1
        return start..<end - 1
    }
}

let CR: UInt8 = 13
let LF: UInt8 = 10
