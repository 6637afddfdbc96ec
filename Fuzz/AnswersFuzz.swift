// layers: Providers
// seeds: Fuzz/seeds/Answers

import Configuration
import Foundation
import JSON

@testable import Providers

/// What a backend answers, in every dialect, ends as events within bounds or as an error that is fit to be shown. The
/// first byte says in which dialect and whether the lines that follow are frames or one whole body.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAnswers(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = input.first else { return 0 }
    let body = Array(input.dropFirst())
    let frames = body.split(separator: 0x0a, omittingEmptySubsequences: false).map(Array.init)
    let request = GenerateRequest(model: "m", input: .chat([Message(.user, "hi")]))
    switch first % 8 {
    case 0: openAI(frames, OpenAIDecoder(kind: .chat, identity: backend))
    case 1:
        openAI(frames, OpenAIDecoder(kind: .completion, identity: backend, manyPrompts: true, removesRevision: true))
    case 2:
        var decoder = OpenAIDecoder(kind: .chat, identity: backend)
        check { () throws(ProviderError) in try decoder.whole(body) }
    case 3: read(frames, GeminiDecoder(request: request, from: backend, remember: { _, _ in }))
    case 4: read(frames, OllamaDecoder(.chat, request: request, from: backend))
    case 5: read(frames, OllamaDecoder(.generate, request: request, from: backend))
    default:
        let report = UpstreamReport(body: body)
        check(ProviderError(status: 400 + Int(first), headers: [:], report: report, from: backend))
        check(ProviderError(midStream: report, from: backend))
    }
    return 0
}

private let backend = BackendIdentity(name: "backend", secrets: [Secret("verysecret", source: "here")])

private func openAI(_ frames: [[UInt8]], _ decoder: OpenAIDecoder) {
    var decoder = decoder
    for (place, frame) in frames.enumerated() {
        guard check({ () throws(ProviderError) in try decoder.frame(frame, isError: place % 16 == 15) }) else { return }
    }
    check { () throws(ProviderError) in try decoder.end(done: frames.count % 2 == 0) }
}

private func read(_ frames: [[UInt8]], _ decoder: some AnswerDecoder) {
    var decoder = decoder
    for frame in frames where !decoder.isComplete {
        guard check({ () throws(ProviderError) in try decoder.decode(frame)?.events }) else { return }
    }
    check { () throws(ProviderError) in try decoder.end()?.events }
}

/// Whether it went well; what it gave or threw is looked at.
@discardableResult
private func check(_ body: () throws(ProviderError) -> [GenerationEvent]?) -> Bool {
    do {
        for event in try body() ?? [] { check(event) }
        return true
    } catch {
        check(error)
        return false
    }
}

private func check(_ error: ProviderError) {
    precondition(!error.message.isEmpty)
    precondition(error.message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }, error.message)
    precondition(!error.message.contains("verysecret"), error.message)
    precondition(error.message.utf8.count < 8192)
    if let wait = error.retryAfter { precondition(wait >= .zero && wait <= .seconds(86_400)) }
}

private func check(_ event: GenerationEvent) {
    switch event {
    case .usage(let usage):
        precondition(usage.promptTokens >= 0 && usage.completionTokens >= 0)
        precondition((usage.cachedTokens ?? 0) >= 0 && (usage.reasoningTokens ?? 0) >= 0)
    case .text(_, let choice), .reasoning(_, let choice), .finished(_, let choice):
        precondition((0..<2048).contains(choice))
    case .toolCall(let call, let choice):
        precondition((0..<2048).contains(choice) && call.index >= 0)
    default: break
    }
}
