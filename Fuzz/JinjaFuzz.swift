// layers: Prompts
// seeds: Fuzz/seeds/Jinja
//
// Whatever a model's file carries as its chat template, reading and rendering it ends, within what it is given, with a text or
// with an error that says where and why.

import JSON
import Prompts

private let values: [String: JinjaValue] = [
    "messages": JinjaValue([["role": "user", "content": "Hällo 🙂"], ["role": "assistant"]]),
    "tools": JinjaValue([["type": "function", "function": ["name": "f", "parameters": ["type": "object"]]]]),
    "name": .string("Ada"), "text": .string("  Hello, World! \n"), "n": .int(7), "f": .double(2.5), "yes": .bool(true),
    "list": .list([.int(3), .int(1), .int(2)]), "strings": .list([.string("b"), .string("A")]), "nothing": .none,
    "map": JinjaValue(["b": 1, "a": "two", "list": [1, nil]]), "bos_token": .string("<s>"),
]

/// Reads and renders a template.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJinja(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    var limits = JinjaLimits()
    limits.steps = 20_000
    limits.outputBytes = 64 << 10
    do throws(JinjaError) {
        let template = try JinjaTemplate(input)
        let text = try template.render(values, limits: limits)
        precondition(text.utf8.count <= limits.outputBytes)
    } catch {
        precondition(!error.message.isEmpty || error.kind == .raised)
        precondition(error.line > 0 && error.column > 0)
    }
    return 0
}
