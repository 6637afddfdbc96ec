import JSON
import Providers

/// Decides which frames of a backend's stream go to the client as they are.
///
/// Backends are always asked for their usage, clients ask for it or not: so a frame with nothing but usage is
/// dropped for those that did not, and usage that sits beside content, where no client looks, has its frame built
/// anew.
struct FramePassing: Sendable {
    enum Verdict {
        case pass([UInt8])
        case drop
        case build
    }

    /// The dialect whose frames are good for this client; nil for none.
    private let dialect: WireDialect?
    private let includesUsage: Bool
    private(set) var hasPassed = false
    private(set) var hasPassedUsage = false
    private var hasSeenFrame = false
    /// The first frame that there was, until its identity has been taken.
    private var first: [UInt8]?

    init(_ dialect: WireDialect?, includesUsage: Bool) {
        self.dialect = dialect
        self.includesUsage = includesUsage
    }

    mutating func judge(_ part: GenerationPart) -> Verdict {
        guard let wire = part.wire, wire.dialect == dialect, isFrame(wire.bytes, part.events) else { return .build }
        if !hasSeenFrame { (hasSeenFrame, first) = (true, wire.bytes) }
        let verdict = judge(wire, part.events)
        if case .pass = verdict { hasPassed = true }
        return verdict
    }

    private mutating func judge(_ wire: WirePart, _ events: [GenerationEvent]) -> Verdict {
        switch Self.usage(in: events) {
        case .none:
            if hasUsageBesideChoices(wire.bytes) || lacksText(wire, events) { return .build }
            return .pass(wire.bytes)
        case .besideContent: return .build
        case .alone:
            guard hasNoChoices(wire.bytes) else { return .pass(wire.bytes) }
            guard includesUsage else { return .drop }
            hasPassedUsage = true
            return .pass(wire.bytes)
        }
    }

    /// What is built after frames have passed belongs to the same answer as they.
    mutating func lendIdentity(to identity: inout AnswerIdentity) {
        guard let frame = first else { return }
        first = nil
        guard let value = try? JSONValue(parsing: frame) else { return }
        if let id = value["id"]?.string { identity.id = id }
        if let created = value["created"]?.int { identity.created = created }
        if let model = value["model"]?.string { identity.model = model }
    }

    /// Whether the bytes are a frame of a stream, not a whole answer that came where a stream was asked for.
    private func isFrame(_ bytes: [UInt8], _ events: [GenerationEvent]) -> Bool {
        guard !hasPassed else { return true }
        let endsAtOnce = events.contains { event in
            if case .finished = event { true } else { false }
        }
        return !endsAtOnce || RawJSON(bytes)["choices"]?[0]?["message"] == nil
    }

    private func hasNoChoices(_ bytes: [UInt8]) -> Bool { RawJSON(bytes)["choices"]?.elements.isEmpty ?? true }

    /// Whether the end of a completion comes without a `text`, as LiteLLM sends it: clients take it for granted.
    private func lacksText(_ wire: WirePart, _ events: [GenerationEvent]) -> Bool {
        guard wire.dialect == .openAICompletion, case .finished? = events.last else { return false }
        return RawJSON(wire.bytes)["choices"]?.elements.contains { $0["text"] == nil } ?? false
    }

    /// Whether the frame counts tokens beside a choice, as LiteLLM does at the end and others in each frame.
    ///
    /// The key's bytes are looked for first: within a text its quote would be escaped, and most frames have none.
    private func hasUsageBesideChoices(_ bytes: [UInt8]) -> Bool {
        guard Self.mentionsUsage(bytes), let usage = RawJSON(bytes)["usage"] else { return false }
        return usage.bytes.first == UInt8(ascii: "{") && !hasNoChoices(bytes)
    }

    private static func mentionsUsage(_ bytes: [UInt8]) -> Bool {
        let key = usageKey
        guard bytes.count > key.count else { return false }
        for start in 0..<(bytes.count - key.count) where bytes[start] == key[0] {
            var length = 1
            while length < key.count, bytes[start + length] == key[length] { length += 1 }
            guard length == key.count else { continue }
            var next = start + length
            while next < bytes.count, bytes[next] == UInt8(ascii: " ") { next += 1 }
            if next < bytes.count, bytes[next] == UInt8(ascii: "{") { return true }
        }
        return false
    }

    private static let usageKey = Array("usage\":".utf8)

    private enum UsagePlace {
        case none
        case alone
        case besideContent
    }

    private static func usage(in events: [GenerationEvent]) -> UsagePlace {
        var hasUsage = false
        var hasContent = false
        for event in events {
            switch event {
            case .usage: hasUsage = true
            case .started, .timings, .restarted: break
            case .text, .reasoning, .refusal, .logprobs, .toolCall, .finished: hasContent = true
            }
        }
        return !hasUsage ? .none : hasContent ? .besideContent : .alone
    }
}

/// An answer's stream whose frames are a backend's own, where these are fit to be passed on.
protocol PassingStream: AnswerStream {
    var frames: FramePassing { get set }
    /// Takes in what the client is told by a frame that passes, or is not to be told.
    mutating func note(_ events: [GenerationEvent])
    /// The frames that tell the client of these.
    mutating func build(_ events: [GenerationEvent]) -> [UInt8]
}

extension PassingStream {
    mutating func add(_ part: GenerationPart) -> [UInt8] {
        switch frames.judge(part) {
        case .build: return build(part.events)
        case .drop:
            note(part.events)
            return []
        case .pass(let bytes):
            note(part.events)
            return EventStream.frame(bytes)
        }
    }
}
