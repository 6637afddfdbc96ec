/// Reads the answers of gpt-oss as they arrive: messages with a channel each, between special tokens.
///
/// What it thinks (`analysis`) becomes reasoning, what it says (`final`, and `commentary` to nobody) text, and `commentary` to a
/// function a call. The prompt ends with `<|start|>assistant`, so an answer begins within a header.
struct HarmonyParser {
    private enum State: Equatable {
        case header
        case body(Content)
        /// After a message's end: nothing counts until the next one starts.
        case between
    }

    private enum Content: Equatable {
        case reasoning
        case text
        case arguments(index: Int)
    }

    private static let start = Array("<|start|>".utf8)
    private static let message = Array("<|message|>".utf8)
    private static let ends = ["<|end|>", "<|return|>", "<|call|>", "<|start|>"].map { Array($0.utf8) }

    private var state = State.header
    private var buffer: [UInt8] = []
    private var callCount = 0
    private(set) var finishedCalls = 0
    private var hasArguments = false
    /// Whether there are functions to call: without, a call is but a thought.
    private let callsTools: Bool

    init(callsTools: Bool) { self.callsTools = callsTools }

    mutating func feed(_ text: String) -> [AnswerEvent] {
        buffer += Array(text.utf8)
        var events: [AnswerEvent] = []
        while step(&events, isEnd: false) {}
        return events
    }

    mutating func finish() -> [AnswerEvent] {
        var events: [AnswerEvent] = []
        while step(&events, isEnd: true) {}
        // A model that knows no channels says what it says without them; a header that was cut off says nothing.
        if state == .header, !Self.beginsHeader(buffer) { tell(buffer, as: .text, &events) }
        endMessage(&events)
        buffer = []
        return events
    }

    private static func beginsHeader(_ text: [UInt8]) -> Bool {
        ["<|", " to=", "assistant"].contains { mark in text.starts(with: mark.utf8) || mark.utf8.starts(with: text) }
    }

    private mutating func step(_ events: inout [AnswerEvent], isEnd: Bool) -> Bool {
        switch state {
        case .header:
            guard let place = JinjaText.find(Self.message, in: buffer) else { return false }
            let header = String(decoding: buffer[..<place], as: UTF8.self)
            buffer.removeFirst(place + Self.message.count)
            state = .body(begin(header, &events))
            return true
        case .body(let content):
            let found = Self.ends.compactMap { mark in JinjaText.find(mark, in: buffer).map { (mark, $0) } }
            if let (mark, place) = found.min(by: { $0.1 < $1.1 }) {
                tell(Array(buffer[..<place]), as: content, &events)
                buffer.removeFirst(mark == Self.start ? place : place + mark.count)
                endMessage(&events)
                state = .between
                return true
            }
            let held = isEnd ? 0 : Marks.heldCount(buffer[...], Self.ends)
            tell(Array(buffer.dropLast(held)), as: content, &events)
            buffer = Array(buffer.suffix(held))
            return false
        case .between:
            guard let place = JinjaText.find(Self.start, in: buffer) else {
                buffer = Array(buffer.suffix(Marks.heldCount(buffer[...], [Self.start])))
                return false
            }
            buffer.removeFirst(place + Self.start.count)
            state = .header
            return true
        }
    }

    /// What a message with this header holds: `assistant to=functions.add<|channel|>commentary json`, in any order.
    private mutating func begin(_ header: String, _ events: inout [AnswerEvent]) -> Content {
        let words = header.replacing("<|channel|>", with: " channel=").replacing("<|constrain|>", with: " ")
            .split(separator: " ")
        let channel = words.first { $0.hasPrefix("channel=") }?.dropFirst(8)
        let recipient = words.first { $0.hasPrefix("to=") }?.dropFirst(3)
        if let recipient, recipient.hasPrefix("functions.") {
            guard callsTools else { return .reasoning }
            let index = callCount
            callCount += 1
            hasArguments = false
            events.append(.call(index: index, name: String(recipient.dropFirst(10))))
            return .arguments(index: index)
        }
        return channel == "analysis" ? .reasoning : .text
    }

    private mutating func tell(_ bytes: [UInt8], as content: Content, _ events: inout [AnswerEvent]) {
        guard !bytes.isEmpty else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        switch content {
        case .reasoning: events.append(.reasoning(text))
        case .text: events.append(.text(text))
        case .arguments(let index):
            hasArguments = true
            events.append(.arguments(index: index, text))
        }
    }

    private mutating func endMessage(_ events: inout [AnswerEvent]) {
        if case .body(.arguments(let index)) = state {
            if !hasArguments { events.append(.arguments(index: index, "{}")) }
            finishedCalls += 1
        }
        if state != .between { state = .between }
    }
}
