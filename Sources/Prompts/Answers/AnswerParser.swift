/// Tells a model's text apart as it arrives: what it thinks, what it says, which tools it calls.
///
/// Nothing that may still become a mark or a call is let out as text, and nothing else is held back. Text that only looked
/// like a call comes out as text, whole.
package struct AnswerParser: Sendable {
    private enum State: Equatable {
        case text
        case reasoning
        /// Within the object of a call.
        case call
        /// After a call: its closing mark, or another call, or text.
        case afterCall
        /// Behind the mark of a list.
        case listStart
        /// `NAME[ARGS]`, the name not ended yet.
        case listName
    }

    private let format: AnswerFormat
    /// The names that can be called: an object that only looks like a call is no call of another name.
    private let tools: Set<String>
    private var state: State
    private var buffer: [UInt8] = []
    private var scanner = CallScanner()
    /// The call as it was written, for when it turns out to be none; nil once it is known to be one.
    private var raw: [UInt8]? = []
    private var callCount = 0
    /// Blanks that come now are no part of what is told.
    private var skipsBlanks = true
    private var hasText = false
    private var inList = false
    /// Reads it all instead, where the format is Harmony.
    private var harmony: HarmonyParser?

    package init(_ format: AnswerFormat, tools: Set<String> = []) {
        var format = format
        if tools.isEmpty { format.calls = nil }
        self.format = format
        self.tools = tools
        state = format.startsWithReasoning && format.reasoning != nil ? .reasoning : .text
        skipsBlanks = format.reasoning != nil
        if format.isHarmony { harmony = HarmonyParser() }
    }

    /// What the text so far has come to.
    package var callsTools: Bool { (harmony?.callCount ?? callCount) > 0 }

    package mutating func feed(_ text: String) -> [AnswerEvent] {
        if harmony != nil { return harmony?.feed(text) ?? [] }
        buffer += Array(text.utf8)
        var events: [AnswerEvent] = []
        while step(&events, isEnd: false) {}
        return events
    }

    /// The answer is over: what was held back comes out.
    package mutating func finish() -> [AnswerEvent] {
        if harmony != nil { return harmony?.finish() ?? [] }
        var events: [AnswerEvent] = []
        while step(&events, isEnd: true) {}
        if state == .call, let raw { emit(raw + buffer, &events) } else if !buffer.isEmpty { emit(buffer, &events) }
        buffer = []
        return events
    }

    // MARK: Steps

    /// Goes on by one mark or call; false when more text is needed.
    private mutating func step(_ events: inout [AnswerEvent], isEnd: Bool) -> Bool {
        switch state {
        case .text: stepText(&events, isEnd: isEnd)
        case .reasoning: stepReasoning(&events, isEnd: isEnd)
        case .call: stepCall(&events)
        case .afterCall: stepAfterCall(isEnd: isEnd)
        case .listStart: stepListStart(&events)
        case .listName: stepListName(&events)
        }
    }

    private mutating func stepText(_ events: inout [AnswerEvent], isEnd: Bool) -> Bool {
        if skipsBlanks { buffer.removeFirst(buffer.prefix { $0 == 0x0a || $0 == 0x20 }.count) }
        guard !buffer.isEmpty else { return false }
        if case .bare? = format.calls, !hasText, buffer.first == UInt8(ascii: "{") {
            beginCall(raw: [])
            return true
        }
        // Thinking comes first or not at all: later the mark is only spoken of.
        if let open = format.reasoning.map({ Array($0.open.utf8) }), !hasText {
            if buffer.starts(with: open) {
                buffer.removeFirst(open.count)
                state = .reasoning
                skipsBlanks = true
                return true
            }
            if !isEnd, open.starts(with: buffer) { return false }
        }
        var marks: [(bytes: [UInt8], state: State)] = []
        switch format.calls {
        case .marked(let open, _): marks.append((Array(open.utf8), .call))
        case .list(let mark): marks.append((Array(mark.utf8), .listStart))
        case .bare(let mark): marks.append((Array(mark.utf8), .call))
        case nil: break
        }
        let found = marks.compactMap { mark in JinjaText.find(mark.bytes, in: buffer).map { (mark, $0) } }
        if let (mark, place) = found.min(by: { $0.1 < $1.1 }) {
            emit(Array(buffer[..<place]), &events)
            buffer.removeFirst(place + mark.bytes.count)
            skipsBlanks = true
            beginCall(raw: mark.bytes, state: mark.state)
            return true
        }
        let held = isEnd ? 0 : Marks.heldCount(buffer[...], marks.map(\.bytes))
        emit(Array(buffer.dropLast(held)), &events)
        buffer = Array(buffer.suffix(held))
        return false
    }

    private mutating func stepReasoning(_ events: inout [AnswerEvent], isEnd: Bool) -> Bool {
        guard let close = format.reasoning.map({ Array($0.close.utf8) }) else { return false }
        if skipsBlanks { buffer.removeFirst(buffer.prefix { $0 == 0x0a || $0 == 0x20 }.count) }
        if let place = JinjaText.find(close, in: buffer) {
            let thought = buffer[..<place]
            let trailing = thought.reversed().prefix { $0 == 0x0a || $0 == 0x20 }.count
            emit(reasoning: Array(thought.dropLast(trailing)), &events)
            buffer.removeFirst(place + close.count)
            state = .text
            skipsBlanks = true
            return true
        }
        var held = isEnd ? 0 : Marks.heldCount(buffer[...], [close])
        // Blanks at its end are told only if more is thought after them.
        held += buffer.dropLast(held).reversed().prefix { $0 == 0x0a || $0 == 0x20 }.count
        emit(reasoning: Array(buffer.dropLast(held)), &events)
        buffer = isEnd ? [] : Array(buffer.suffix(held))
        return false
    }

    private mutating func beginCall(raw mark: [UInt8], state next: State = .call) {
        state = next
        scanner = CallScanner()
        raw = mark
    }

    private mutating func stepCall(_ events: inout [AnswerEvent]) -> Bool {
        guard !buffer.isEmpty else { return false }
        let piece = buffer
        buffer = []
        let (found, verdict) = scanner.feed(piece[...])
        raw? += piece
        for event in found {
            switch event {
            case .name(let name):
                if case .bare? = format.calls, !tools.contains(name) { return isNoCall(&events) }
                raw = nil
                events.append(.call(index: callCount, name: name))
            case .arguments(let text): events.append(.arguments(index: callCount, text))
            }
        }
        switch verdict {
        case .reading: return false
        case .done(let used):
            callCount += 1
            buffer = Array(piece.dropFirst(used))
            state = .afterCall
            return true
        case .no:
            if raw != nil { return isNoCall(&events) }
            // It was one, and broke off: what there is of it has been told.
            callCount += 1
            state = .text
            return false
        }
    }

    /// What looked like a call is text.
    private mutating func isNoCall(_ events: inout [AnswerEvent]) -> Bool {
        emit(raw ?? [], &events)
        raw = []
        state = .text
        hasText = true
        return true
    }

    private mutating func stepAfterCall(isEnd: Bool) -> Bool {
        buffer.removeFirst(buffer.prefix { $0 == 0x0a || $0 == 0x20 || $0 == UInt8(ascii: ";") }.count)
        guard let first = buffer.first else { return false }
        skipsBlanks = true
        switch format.calls {
        case .marked(_, let close):
            let mark = Array(close.utf8)
            if buffer.starts(with: mark) {
                buffer.removeFirst(mark.count)
            } else if !isEnd, mark.starts(with: buffer) {
                return false
            }
            state = .text
        case .bare:
            if first == UInt8(ascii: "{") { beginCall(raw: []) } else { state = .text }
        case .list:
            if inList, first == UInt8(ascii: ",") {
                buffer.removeFirst()
                beginCall(raw: [])
            } else {
                if inList, first == UInt8(ascii: "]") { buffer.removeFirst() }
                inList = false
                state = .text
            }
        case nil: state = .text
        }
        return true
    }

    // MARK: Lists

    private mutating func stepListStart(_ events: inout [AnswerEvent]) -> Bool {
        let blanks = buffer.prefix { $0 == 0x0a || $0 == 0x20 }.count
        raw? += buffer.prefix(blanks)
        buffer.removeFirst(blanks)
        guard let first = buffer.first else { return false }
        if first == UInt8(ascii: "[") {
            raw?.append(first)
            buffer.removeFirst()
            inList = true
            state = .call
        } else if first == UInt8(ascii: "{") {
            state = .call
        } else {
            state = .listName
        }
        return true
    }

    private mutating func stepListName(_ events: inout [AnswerEvent]) -> Bool {
        let mark = Array("[ARGS]".utf8)
        guard let place = JinjaText.find(mark, in: buffer) else {
            guard buffer.count > 256 || buffer.contains(0x0a) else { return false }
            return isNoCall(&events)
        }
        let name = String(decoding: buffer[..<place], as: UTF8.self)
        buffer.removeFirst(place + mark.count)
        scanner = .arguments(of: name)
        raw = nil
        events.append(.call(index: callCount, name: name))
        state = .call
        return true
    }

    // MARK: Out

    private mutating func emit(_ bytes: [UInt8], _ events: inout [AnswerEvent]) {
        guard !bytes.isEmpty else { return }
        skipsBlanks = false
        hasText = true
        events.append(.text(String(decoding: bytes, as: UTF8.self)))
    }

    private mutating func emit(reasoning bytes: [UInt8], _ events: inout [AnswerEvent]) {
        guard !bytes.isEmpty else { return }
        skipsBlanks = false
        events.append(.reasoning(String(decoding: bytes, as: UTF8.self)))
    }
}
