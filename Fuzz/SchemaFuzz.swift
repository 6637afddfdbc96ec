// layers: Grammars
// seeds: Fuzz/seeds/Schema
//
// Whatever schema a client sends, it is an error that says why, or a grammar that leads to an end: some token is always allowed, what is
// allowed is taken, and what is finished is JSON.

import Grammars
import JSON

/// Every byte, and pieces across what bytes mean.
private let texts: [[UInt8]] = {
    let pieces = ["\"}", "\":", "\",\"", "{\"", "]]", "\\u00", "\\\"", "12", "true", "null", "\n  ", "ab"].map {
        Array($0.utf8)
    }
    return [[]] + (UInt8.min...UInt8.max).map { [$0] } + pieces + [[0xc3], [0xf0, 0x9f], [0x99, 0x82, 0x22]]
}()
private let vocabulary = TokenTrie(count: texts.count, endTokens: [0]) { texts[$0] }

/// Reads a schema; the bytes after its first line choose the tokens.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSchema(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let parts = input.split(separator: 0x0a, maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let schema = try? JSONValue(parsing: Array(first)) else { return 0 }
    let choices = parts.count > 1 ? Array(parts[1]) : []
    do throws(SchemaError) {
        draw(try Grammar(.schema(schema)), choices)
    } catch {
        precondition(!error.message.isEmpty)
    }
    return 0
}

private func draw(_ grammar: Grammar, _ choices: [UInt8]) {
    var state = grammar.start(over: vocabulary)
    var mask = TokenMask(count: vocabulary.count)
    var answer: [UInt8] = []
    for (index, choice) in choices.prefix(200).enumerated() {
        state.mask(into: &mask)
        let allowed = (0..<vocabulary.count).filter { mask[$0] }
        precondition(!allowed.isEmpty, "nothing is allowed")
        precondition(mask[0] == state.canEnd)
        if index % 16 == 0 {
            for token in 0..<vocabulary.count {
                var copy = state
                precondition(copy.take(token) == mask[token], "the mask and the grammar disagree")
            }
        }
        let token = allowed[Int(choice) % allowed.count]
        precondition(state.take(token))
        if state.isOver { break }
        answer += texts[token]
    }
    guard state.canEnd || state.isOver else { return }
    precondition((try? JSONValue(parsing: answer)) != nil, "what is finished is no JSON")
    precondition(grammar.accepts(answer))
}
