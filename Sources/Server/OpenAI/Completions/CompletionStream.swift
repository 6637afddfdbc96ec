import JSON
import Providers

/// The stream of `/v1/completions`.
struct CompletionStream: PassingStream {
    private var shape: CompletionJSON
    private let includesUsage: Bool
    var frames: FramePassing
    private var usage: Usage?
    private var finished: [Int: Bool] = [:]

    init(identity: AnswerIdentity, offsets: TextOffsets, includesUsage: Bool) {
        shape = CompletionJSON(identity: identity, offsets: offsets)
        self.includesUsage = includesUsage
        frames = FramePassing(.openAICompletion, includesUsage: includesUsage)
    }

    mutating func end() -> [UInt8] {
        var json = JSONWriter()
        if finished.isEmpty { finished[0] = false }
        for index in finished.keys.sorted() where finished[index] == false {
            chunk(index, "", [], finish: .stop, to: &json)
        }
        if includesUsage, !frames.hasPassedUsage, let usage {
            frames.lendIdentity(to: &shape.identity)
            EventStream.write(&json) { json in
                json.object { json in
                    shape.writeHead(to: &json)
                    json.member("choices") { json in json.array { _ in } }
                    json.member("usage") { json in json.usage(usage) }
                }
            }
        }
        var bytes = json.finish()
        bytes.append(contentsOf: EventStream.done)
        return bytes
    }

    mutating func fail(_ error: APIError) -> [UInt8] { EventStream.failure(error) }

    mutating func note(_ events: [GenerationEvent]) {
        for event in events {
            switch event {
            case .text(_, let choice), .logprobs(_, let choice):
                if finished[choice] == nil { finished[choice] = false }
            case .finished(_, let choice): finished[choice] = true
            case .usage(let usage): self.usage = usage
            case .restarted: finished = [:]
            case .started, .timings, .reasoning, .refusal, .toolCall: break
            }
        }
    }

    mutating func build(_ events: [GenerationEvent]) -> [UInt8] {
        frames.lendIdentity(to: &shape.identity)
        var json = JSONWriter(reservingCapacity: 256)
        var place = 0
        while place < events.count {
            switch events[place] {
            case .started(let model):
                if finished.isEmpty { shape.identity.model = model }
            case .text(let text, let choice):
                // The tokens' probabilities go with the text that they make.
                var logprobs: [TokenLogprob] = []
                while place + 1 < events.count, case .logprobs(let more, choice) = events[place + 1] {
                    logprobs += more
                    place += 1
                }
                chunk(choice, text, logprobs, finish: nil, to: &json)
            case .logprobs(let logprobs, let choice): chunk(choice, "", logprobs, finish: nil, to: &json)
            case .finished(let reason, let choice):
                if finished[choice] != true { chunk(choice, "", [], finish: reason, to: &json) }
            case .restarted:
                EventStream.write(&json) { json in
                    json.object { json in
                        shape.writeHead(to: &json)
                        json.member("choices") { json in json.array { _ in } }
                        json.restarted()
                    }
                }
            case .usage, .timings, .reasoning, .refusal, .toolCall: break
            }
            place += 1
        }
        note(events)
        return json.finish()
    }

    private mutating func chunk(
        _ choice: Int,
        _ text: String,
        _ logprobs: [TokenLogprob],
        finish: FinishReason?,
        to json: inout JSONWriter
    ) {
        if finish != nil { frames.lendIdentity(to: &shape.identity) }
        finished[choice] = finish != nil
        var shape = self.shape
        EventStream.write(&json) { json in
            json.object { json in
                shape.writeHead(to: &json)
                json.member("choices") { json in
                    json.array { json in
                        json.element { json in
                            shape.writeChoice(choice, text, logprobs, finish: finish, to: &json)
                        }
                    }
                }
                if includesUsage { json.member("usage") { json in json.null() } }
            }
        }
        self.shape = shape
    }
}
