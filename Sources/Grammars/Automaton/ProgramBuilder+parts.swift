import JSON

/// The parts that grammars are put together of, as edges.
extension ProgramBuilder {
    mutating func add(_ part: GrammarPart, _ from: Int32, _ target: Int32) throws(SchemaError) {
        switch part {
        case .literal(let text): try literal(text.utf8, from, target)
        case .sequence(let parts):
            var current = from
            for part in parts {
                let next = try state()
                try add(part, current, next)
                current = next
            }
            try jump(current, target)
        case .choice(let parts):
            let texts = parts.compactMap(\.literalBytes)
            if !texts.isEmpty { try literals(texts, from, target) }
            for part in parts where part.literalBytes == nil { try add(part, from, target) }
        case .repeated(let part, let least, let most):
            try apart { builder throws(SchemaError) in try builder.addRounds(part, least, most, from, target) }
        case .schema(let schema):
            try apart { builder throws(SchemaError) in
                var compiler = SchemaCompiler(schema, builder)
                let rule = try compiler.compileRoot()
                builder = compiler.builder
                try builder.call(rule, from, target)
            }
        case .jsonValue: try call(json.value, from, target)
        case .jsonObject: try call(json.object, from, target)
        case .whitespace: try whitespace(from, target)
        case .text(let end): try text(until: Array(end.utf8), from, target)
        }
    }

    private mutating func addRounds(
        _ part: GrammarPart,
        _ least: Int,
        _ most: Int?,
        _ from: Int32,
        _ target: Int32
    ) throws(SchemaError) {
        guard least >= 0, most ?? least >= least, least < Self.mostRounds else {
            throw SchemaError("nothing can be repeated from \(least) to \(most.map(String.init) ?? "more") times")
        }
        // A part that may be empty is as well there as not: there is no need to count those.
        let least = part.mayBeEmpty ? 0 : least
        // Apart, as a rule has one count; and so is what is repeated, which may have counts of its own.
        let body = try rule()
        try add(part, body.start, body.end)
        let rule = try rule()
        var current = rule.start
        if least > 0 {
            // Once for sure, as nothing ends that cannot do so.
            current = try state()
            try call(body, rule.start, current)
        }
        let done = least > 0 ? 1 : 0
        if let most, most == done {
            try jump(current, rule.end)
        } else {
            try loop(least: least - done, most: most.map { $0 - done }, current, rule.end) {
                (builder, from, target) throws(SchemaError) in try builder.call(body, from, target)
            }
        }
        try call(rule, from, target)
    }

    /// A text that ends with the first occurrence of `end`: states are how much of it the text ends with.
    private mutating func text(until end: [UInt8], _ from: Int32, _ target: Int32) throws(SchemaError) {
        guard !end.isEmpty else { return try jump(from, target) }
        var fallbacks = [0]
        for index in 1..<max(end.count, 1) {
            var length = fallbacks[index - 1]
            while length > 0, end[length] != end[index] { length = fallbacks[length - 1] }
            fallbacks.append(end[length] == end[index] ? length + 1 : 0)
        }
        let places = try end.map { _ throws(SchemaError) in try state() }
        try jump(from, places[0])
        for length in end.indices {
            var taken: Set<UInt8> = []
            var candidate: Int? = length
            while let current = candidate {
                if taken.insert(end[current]).inserted {
                    let next = current + 1 == end.count ? target : places[current + 1]
                    try bytes(end[current], end[current], places[length], next)
                }
                candidate = current > 0 ? fallbacks[current - 1] : nil
            }
            // Whole characters: what ends the text begins with one.
            let others = (0...0x7f).filter { !taken.contains(UInt8($0)) }
            for byte in others { try bytes(UInt8(byte), UInt8(byte), places[length], places[0]) }
            try utf8([0x80...0x10ffff], places[length], places[0])
        }
    }
}

extension GrammarPart {
    fileprivate var literalBytes: [UInt8]? {
        guard case .literal(let text) = self else { return nil }
        return Array(text.utf8)
    }

    fileprivate var mayBeEmpty: Bool {
        switch self {
        case .literal(let text), .text(let text): text.isEmpty
        case .sequence(let parts): parts.allSatisfy(\.mayBeEmpty)
        case .choice(let parts): parts.contains(where: \.mayBeEmpty)
        case .repeated(let part, let least, _): least == 0 || part.mayBeEmpty
        case .schema, .jsonValue, .jsonObject: false
        case .whitespace: true
        }
    }
}
