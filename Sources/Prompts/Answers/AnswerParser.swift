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
        /// After one that broke off.
        case broken
        /// Behind the mark of a list.
        case listStart
        /// `NAME[ARGS]`, the name not ended yet.
        case listName
    }

    private enum Scanner: Sendable {
        case json(CallScanner)
        case pairs(PairScanner)

        mutating func feed(_ piece: ArraySlice<UInt8>) -> (events: [CallScanner.Event], verdict: CallScanner.Verdict) {
            switch self {
            case .json(var scanner):
                defer { self = .json(scanner) }
                return scanner.feed(piece)
            case .pairs(var scanner):
                defer { self = .pairs(scanner) }
                return scanner.feed(piece)
            }
        }
    }

    private let format: AnswerFormat
    /// The names that can be called: an object that only looks like a call is no call of another name.
    private let tools: Set<String>
    private var state: State
    private var buffer: [UInt8] = []
    private var scanner = Scanner.json(CallScanner())
    /// The call as it was written, for when it turns out to be none; nil once it is known to be one.
    private var raw: [UInt8]? = []
    private var callCount = 0
    /// Blanks that come now are no part of what is told.
    private var skipsBlanks = true
    private var hasText = false
    private var inList = false
    /// What stands before `[ARGS]`: the name, and perhaps the call's id behind `[CALL_ID]`.
    private var listName: [UInt8] = []
    /// Reads it all instead, where the format is Harmony.
    private var harmony: HarmonyParser?

    package init(_ format: AnswerFormat, tools: Set<String> = []) {
        var format = format
        if tools.isEmpty { format.calls = nil }
        self.format = format
        self.tools = tools
        state = format.startsWithReasoning && format.reasoning != nil ? .reasoning : .text
        skipsBlanks = format.reasoning != nil
        if case .bare? = format.calls { skipsBlanks = true }
        if format.isHarmony { harmony = HarmonyParser(callsTools: !tools.isEmpty) }
        _ = feed(format.begun)
    }

    /// How many calls have come to their end.
    package var finishedCalls: Int { harmony?.finishedCalls ?? callCount }

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
        switch state {
        // Half a call is never shown; what only looks like one, where there is no mark, is an answer in braces.
        case .call, .listStart, .listName: if !isHalfACall { emit(raw ?? [], &events) }
        case .broken: break
        default: emit(buffer, &events)
        }
        buffer = []
        return events
    }

    private var isHalfACall: Bool {
        guard case .bare(let mark)? = format.calls, let raw, !raw.starts(with: mark.utf8) else { return true }
        guard case .json(let scanner) = scanner, let name = scanner.partialName else { return false }
        return tools.contains { $0.hasPrefix(name) }
    }

    // MARK: Steps

    /// Goes on by one mark or call; false when more text is needed.
    private mutating func step(_ events: inout [AnswerEvent], isEnd: Bool) -> Bool {
        switch state {
        case .text: stepText(&events, isEnd: isEnd)
        case .reasoning: stepReasoning(&events, isEnd: isEnd)
        case .call: stepCall(&events)
        case .afterCall: stepAfterCall(isEnd: isEnd)
        case .broken: stepBroken()
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
        case .marked(let open, _), .pairs(let open, _, _): marks.append((Array(open.utf8), .call))
        case .list(let mark, _): marks.append((Array(mark.utf8), .listStart))
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
        scanner =
            if case .pairs(_, let quote, _)? = format.calls { .pairs(PairScanner(quote: quote)) } else {
                .json(CallScanner())
            }
        raw = mark
    }

    private mutating func stepCall(_ events: inout [AnswerEvent]) -> Bool {
        var used = 0
        // Byte by byte until it is known to be a call: what is none goes on as text from where that was seen.
        while raw != nil {
            guard used < buffer.count else {
                buffer = []
                return false
            }
            let (found, verdict) = scanner.feed(buffer[used..<used + 1])
            raw?.append(buffer[used])
            used += 1
            if case .name(let name)? = found.first, canCall(name) { raw = nil }
            if raw != nil, !found.isEmpty || verdict != .reading {
                buffer.removeFirst(used)
                return isNoCall(&events)
            }
            tell(found, &events)
        }
        let (found, verdict) = scanner.feed(buffer[used...])
        tell(found, &events)
        switch verdict {
        case .reading:
            buffer = []
            return false
        case .done(let more):
            callCount += 1
            buffer.removeFirst(used + more)
            state = .afterCall
        case .no(let more):
            // It was one, and broke off: what there is of it has been told.
            callCount += 1
            buffer.removeFirst(used + more - 1)
            state = .broken
        }
        return true
    }

    /// An object that only looks like a call is one only if it has the name of a tool.
    private func canCall(_ name: String) -> Bool {
        if case .bare? = format.calls { tools.contains(name) } else { true }
    }

    private mutating func tell(_ found: [CallScanner.Event], _ events: inout [AnswerEvent]) {
        for event in found {
            switch event {
            case .name(let name):
                events.append(.call(index: callCount, name: name))
            case .arguments(let text): events.append(.arguments(index: callCount, text))
            }
        }
    }

    /// What looked like a call is text.
    private mutating func isNoCall(_ events: inout [AnswerEvent]) -> Bool {
        emit(raw ?? [], &events)
        raw = []
        inList = false
        state = .text
        hasText = true
        return true
    }

    /// What follows a broken call belongs to it, up to its mark.
    private mutating func stepBroken() -> Bool {
        guard let close = closeMark else {
            buffer = []
            return false
        }
        guard let place = JinjaText.find(close, in: buffer) else {
            buffer = Array(buffer.suffix(Marks.heldCount(buffer[...], [close])))
            return false
        }
        buffer.removeFirst(place + close.count)
        skipsBlanks = true
        state = .text
        return true
    }

    private var closeMark: [UInt8]? {
        switch format.calls {
        case .marked(_, let close), .pairs(_, _, let close): Array(close.utf8)
        case .bare, .list, nil: nil
        }
    }

    private mutating func stepAfterCall(isEnd: Bool) -> Bool {
        buffer.removeFirst(buffer.prefix { $0 == 0x0a || $0 == 0x20 || $0 == UInt8(ascii: ";") }.count)
        guard let first = buffer.first else { return false }
        skipsBlanks = true
        switch format.calls {
        case .marked, .pairs:
            let mark = closeMark ?? []
            if buffer.starts(with: mark) {
                buffer.removeFirst(mark.count)
            } else if mark.starts(with: buffer) {
                // Nothing of a mark that was cut off is text.
                if isEnd { buffer = [] }
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
            listName = []
        }
        return true
    }

    private mutating func stepListName(_ events: inout [AnswerEvent]) -> Bool {
        // One byte at a time, so that it does not matter in which pieces they come.
        let mark = Array("[ARGS]".utf8)
        let blanks: Set<UInt8> = [0x0a, 0x20]
        for (used, byte) in buffer.enumerated() {
            listName.append(byte)
            if listName.suffix(mark.count).elementsEqual(mark) {
                let name = listName.dropLast(mark.count).split(separator: UInt8(ascii: "["), maxSplits: 1).first ?? []
                buffer.removeFirst(used + 1)
                scanner = .json(.arguments(of: String(decoding: name, as: UTF8.self)))
                raw = nil
                tell([.name(String(decoding: name, as: UTF8.self))], &events)
                state = .call
                return true
            }
            if listName.count > 256 || blanks.contains(byte) {
                raw? += listName
                buffer.removeFirst(used + 1)
                return isNoCall(&events)
            }
        }
        buffer = []
        return false
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
