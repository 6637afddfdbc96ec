// layers: Prompts
// seeds: Fuzz/seeds/ModelAnswers
//
// Whatever a model writes, and in whatever pieces it comes: the same events, in an order that makes sense. The first byte says
// in which format, gpt-oss's among them, with tools and without; the second in which pieces.

import Prompts

private struct Setting {
    let format: AnswerFormat
    var tools: Set<String> = ["add", "now"]
}

private let settings: [Setting] = calls + harmony

private let calls: [Setting] = [
    "<tool_call>", "<tool_call></think>", "<|python_tag|>", "[TOOL_CALLS]", "functools [/THINK]",
    "<start_function_call>",
    "<|tool_call><channel|>", "</think>",
].flatMap { template in
    var begun = AnswerFormat(template: template)
    begun.startsWithReasoning = begun.reasoning != nil
    return [Setting(format: AnswerFormat(template: template)), Setting(format: begun)]
}

private let harmony: [Setting] = ["", "<|channel|>final<|message|>"].flatMap { begun in
    var format = AnswerFormat.harmony
    format.begun = begun
    return [Setting(format: format, tools: []), Setting(format: format)]
}

/// Reads an answer whole and in pieces.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzModelAnswers(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard input.count > 2 else { return 0 }
    let setting = settings[Int(input[0]) % settings.count]
    let text = String(decoding: input[2...], as: UTF8.self)
    let whole = events(of: [text], setting)
    check(whole)
    precondition(events(of: text.unicodeScalars.map { String($0) }, setting) == whole)
    precondition(events(of: pieces(of: text, seed: input[1]), setting) == whole)
    return 0
}

/// Cut at places by chance.
private func pieces(of text: String, seed: UInt8) -> [String] {
    var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1
    var pieces = [""]
    for scalar in text.unicodeScalars {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        if state >> 60 < 4 { pieces.append("") }
        pieces[pieces.count - 1].unicodeScalars.append(scalar)
    }
    return pieces
}

/// Neighbours of a kind as one.
private func events(of pieces: [String], _ setting: Setting) -> [AnswerEvent] {
    var parser = AnswerParser(setting.format, tools: setting.tools)
    var joined: [AnswerEvent] = []
    for event in pieces.flatMap({ parser.feed($0) }) + parser.finish() {
        switch (joined.last, event) {
        case (.text(let a)?, .text(let b)): joined[joined.count - 1] = .text(a + b)
        case (.reasoning(let a)?, .reasoning(let b)): joined[joined.count - 1] = .reasoning(a + b)
        case (.arguments(let i, let a)?, .arguments(let j, let b)) where i == j:
            joined[joined.count - 1] = .arguments(index: i, a + b)
        default: joined.append(event)
        }
    }
    return joined
}

/// Calls are numbered as they come, and arguments belong to the last one.
private func check(_ events: [AnswerEvent]) {
    var calls = 0
    for event in events {
        switch event {
        case .call(let index, let name):
            precondition(index == calls && !name.isEmpty)
            calls += 1
        case .arguments(let index, let text): precondition(index == calls - 1 && !text.isEmpty)
        case .text(let text), .reasoning(let text): precondition(!text.isEmpty)
        }
    }
}
