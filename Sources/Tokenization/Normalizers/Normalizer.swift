/// Writes text as the vocabulary was made for: steps, in order.
struct Normalizer: Sendable {
    var steps: [Step] = []

    enum Step: Sendable {
        case form(NormalForm)
        case lowercase
        case stripAccents
        case bert(BertNormalizer)
        case prepend([UInt8])
        case replace([UInt8], with: [UInt8])
        case replaceMatches(RegexProgram, with: [UInt8])
        case strip(left: Bool, right: Bool)
        case nmt
        case charsMap(CharsMap)
        case toAlphabet
    }

    func apply(_ text: inout [UInt8]) {
        for step in steps where !text.isEmpty {
            // Nothing but lower-casing and cleaning changes what is all ASCII.
            if step.leavesASCII, text.allSatisfy({ $0 < 0x80 }) { continue }
            var output: [UInt8] = []
            output.reserveCapacity(text.count + text.count / 4)
            text.withText { step.append($0, to: &output) }
            text = output
        }
    }
}

extension Normalizer.Step {
    fileprivate var leavesASCII: Bool {
        switch self {
        case .form, .stripAccents: true
        default: false
        }
    }

    fileprivate func append(_ text: UTF8Text, to output: inout [UInt8]) {
        switch self {
        case .form(let form): form.append(text, to: &output)
        case .lowercase: text.forEachScalar { value, _ in LowerCase.of(value) { output.append(scalar: $0) } }
        case .stripAccents:
            let table = CategoryTable.shared
            text.forEachScalar { value, _ in if !table[value].has(.marks) { output.append(scalar: value) } }
        case .bert(let bert): bert.append(text, to: &output)
        case .prepend(let prefix):
            output += prefix
            unsafe output.append(contentsOf: text.bytes)
        case .replace(let pattern, let replacement): replace(text, pattern, replacement, &output)
        case .replaceMatches(let program, let replacement): replaceMatches(text, program, replacement, &output)
        case .strip(let left, let right): strip(text, left, right, &output)
        case .nmt: nmt(text, &output)
        case .charsMap(let map): map.append(text, to: &output)
        case .toAlphabet: unsafe ByteAlphabet.encode(text.bytes, into: &output)
        }
    }

    private func replace(_ text: UTF8Text, _ pattern: [UInt8], _ replacement: [UInt8], _ output: inout [UInt8]) {
        var index = 0
        while index < text.count {
            if index + pattern.count <= text.count, pattern.indices.allSatisfy({ text[index + $0] == pattern[$0] }) {
                output += replacement
                index += pattern.count
            } else {
                output.append(text[index])
                index += 1
            }
        }
    }

    private func replaceMatches(
        _ text: UTF8Text,
        _ program: RegexProgram,
        _ replacement: [UInt8],
        _ output: inout [UInt8]
    ) {
        var matcher = RegexMatcher(program, text, 0..<text.count)
        var start = 0
        var index = 0
        while index <= text.count, let match = matcher.find(from: index) {
            unsafe output.append(contentsOf: text.slice(start..<match.lowerBound).bytes)
            output += replacement
            start = match.upperBound
            index = match.upperBound
            if match.isEmpty {
                guard index < text.count else { break }
                index += text.scalar(at: index).length
            }
        }
        unsafe output.append(contentsOf: text.slice(start..<text.count).bytes)
    }

    private func strip(_ text: UTF8Text, _ left: Bool, _ right: Bool, _ output: inout [UInt8]) {
        let table = CategoryTable.shared
        var start = 0
        var end = text.count
        while left, start < end {
            let (value, length) = text.scalar(at: start)
            guard table[value].has(.whitespace) else { break }
            start += length
        }
        while right, end > start {
            let last = text.start(before: end)
            guard table[text.scalar(at: last).value].has(.whitespace) else { break }
            end = last
        }
        unsafe output.append(contentsOf: text.slice(start..<end).bytes)
    }

    /// SentencePiece's cleaning for machine translation: control characters go, odd spaces become spaces.
    private func nmt(_ text: UTF8Text, _ output: inout [UInt8]) {
        text.forEachScalar { value, _ in
            switch value {
            case 0x1...0x8, 0xb, 0xe...0x1f, 0x7f, 0x8f, 0x9f: break
            case 0x9, 0xa, 0xc, 0xd, 0x1680, 0x200b...0x200f, 0x2028, 0x2029, 0x2581, 0xfeff, 0xfffd:
                output.append(0x20)
            default: output.append(scalar: value)
            }
        }
    }
}
