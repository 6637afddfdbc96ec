// layers: Tokenization
// seeds: Fuzz/seeds/Tokenizer

import Foundation

@testable import Tokenization

/// A `tokenizer.json` loads or is refused with a sentence. What loads encodes any text to ids that it has, whatever their
/// flags, the same the second time, and decodes any ids; a stream gives what decoding gives.
///
/// The text to encode stands behind the file's first zero byte.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTokenizer(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(unsafe UnsafeBufferPointer(start: start, count: count))
    let parts = input.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    let tokenizer: Tokenizer
    do { tokenizer = try Tokenizer(json: Array(parts[0])) } catch {
        precondition(error is TokenizationError, "another error than ours: \(error)")
        return 0
    }
    // Short, because one input is one of millions.
    let text = parts.count > 1 ? parts[1].prefix(200) : Array("Hi  wö's 中a\u{301}\n\n 12".utf8)[...]
    var all: [Int32] = []
    for (addSpecial, parseSpecial) in [(false, false), (true, true)] {
        let ids = tokenizer.encode(utf8: text, addSpecial: addSpecial, parseSpecial: parseSpecial)
        let again = tokenizer.encode(utf8: text, addSpecial: addSpecial, parseSpecial: parseSpecial)
        precondition(ids == again, "the second time it is otherwise")
        precondition(ids.allSatisfy { $0 >= 0 && Int($0) < tokenizer.vocabularySize })
        all += ids.prefix(32)
    }
    // Ids that no text has, too; and special ones kept or not, as a byte of the input has it.
    all += parts[0].suffix(8).map { Int32($0) - 2 }
    check(tokenizer, all, skipSpecial: input.last.map { $0 & 1 == 0 } ?? true)
    return 0
}

private func check(_ tokenizer: Tokenizer, _ ids: [Int32], skipSpecial: Bool) {
    var stream = StreamingDetokenizer(tokenizer, skipSpecial: skipSpecial)
    var text = ""
    for id in ids { text += stream.append(id) }
    text += stream.finish()
    precondition(text.utf8.elementsEqual(tokenizer.decode(ids, skipSpecial: skipSpecial).utf8))
}
