// sources: Sources/Gateway/Stores/Chats/SearchWords.swift

/// Whatever is typed into a search box becomes quoted words and nothing else: at most sixteen, none with a quote in it, so that
/// FTS5 reads no more into them; and words that are read twice are the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSearchWords(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    guard let words = SearchWords(text) else { return 0 }
    precondition(words.expression.unicodeScalars.last == "*")
    let parts = words.expression.unicodeScalars.dropLast().split(separator: "\"", omittingEmptySubsequences: false)
    // Nothing, word, blank, word, …, word, nothing.
    precondition(parts.count >= 3 && parts.count % 2 == 1 && parts.count <= 33)
    for (place, part) in parts.enumerated() {
        if place % 2 == 1 {
            precondition(!part.isEmpty)
        } else {
            precondition(String(part) == (place == 0 || place == parts.count - 1 ? "" : " "))
        }
    }
    precondition(SearchWords(words.expression)?.expression == words.expression)
    return 0
}
