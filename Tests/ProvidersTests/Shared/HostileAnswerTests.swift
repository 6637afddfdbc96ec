import HTTP
import JSON
import Testing

@testable import Providers

/// A generator whose numbers are the same in every run.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

@Suite struct `Answers that were tampered with` {
    private static let ollama = [
        #"{"model":"m","message":{"content":"Grüße","thinking":"t"},"logprobs":[{"token":"a","logprob":-1,"bytes":[9]}]}"#,
        #"{"message":{"tool_calls":[{"function":{"name":"f","arguments":{"a":[1,{"b":null}]}}}]},"done":false}"#,
        #"{"message":{"content":""},"done":true,"done_reason":"stop","total_duration":5,"eval_count":298}"#,
    ]

    private static let gemini = [
        #"{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"Grüße"}]},"index":0}]}"#,
        #"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":[1,{"b":null}]}}}]}}]}"#,
        #"{"candidates":[{"finishReason":"STOP","logprobsResult":{"chosenCandidates":[{"token":"a"}],"#
            + #""topCandidates":[{"candidates":[]}]}}],"usageMetadata":{"promptTokenCount":4}}"#,
    ]

    private static let spares = Array(#"{}[]",:0-9eE.\u"nulltrue"#.utf8) + [0, 0x0a, 0x7f, 0x80, 0xc3, 0xff]

    /// Changes a few bytes, cuts, or doubles.
    private func tamper(_ frame: String, _ dice: inout Dice) -> [UInt8] {
        var bytes = Array(frame.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &dice) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &dice)
            switch Int.random(in: 0..<5, using: &dice) {
            case 0: bytes[place] = Self.spares.randomElement(using: &dice) ?? 0
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(Self.spares.randomElement(using: &dice) ?? 0, at: place)
            case 3: bytes.removeSubrange(place...)
            default: bytes.insert(contentsOf: bytes[place...].prefix(12), at: place)
            }
        }
        return bytes
    }

    /// Feeds tampered frames; what comes must be parts or errors of the backend's making. Returns how many were parts.
    private func feed(_ frames: [String], seed: UInt64, to make: () -> some AnswerDecoder) -> Int {
        var dice = Dice(state: seed)
        var parts = 0
        for _ in 0..<300 {
            var decoder = make()
            for frame in frames {
                let bytes = Bool.random(using: &dice) ? tamper(frame, &dice) : Array(frame.utf8)
                do throws(ProviderError) {
                    if try decoder.decode(bytes) != nil { parts += 1 }
                } catch {
                    #expect([.malformed, .unavailable, .unsupported].contains(error.code), "\(error)")
                }
            }
            do throws(ProviderError) { _ = try decoder.end() } catch {
                #expect([.cut, .emptyAnswer].contains(error.code))
            }
        }
        return parts
    }

    private let backend = BackendIdentity(name: "box")
    private let request = GenerateRequest(model: "m", input: .chat([]))

    @Test(arguments: 1...2)
    func `Ollama's are parts or errors, whatever is in them`(seed: UInt64) {
        #expect(feed(Self.ollama, seed: seed) { OllamaDecoder(.chat, request: request, from: backend) } > 300)
        #expect(feed(Self.ollama, seed: seed) { OllamaDecoder(.generate, request: request, from: backend) } > 150)
    }

    @Test(arguments: 1...2)
    func `Gemini's are parts or errors, whatever is in them`(seed: UInt64) {
        let decoder = { GeminiDecoder(request: request, from: backend, remember: { _, _ in }) }
        #expect(feed(Self.gemini, seed: seed, to: decoder) > 300)
    }
}
