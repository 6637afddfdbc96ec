internal import Foundation
internal import JSON

/// Reads `normalizer`.
enum NormalizerJSON {
    static func normalizer(_ value: JSONValue?) throws -> Normalizer {
        var steps: [Normalizer.Step] = []
        if let value, !value.isNull { try read(value, into: &steps, depth: 0) }
        // A few lines could make gigabytes of a word: each step after the other doubles what the last one wrote.
        guard steps.reduce(1.0, { $0 * $1.growth }) <= 4096 else {
            throw TokenizationError("the normalizers make text more than 4096 times as long")
        }
        return Normalizer(steps: steps)
    }

    private static func read(_ value: JSONValue, into steps: inout [Normalizer.Step], depth: Int) throws {
        guard depth < 20 else { throw TokenizationError("the normalizers are nested deeper than 20 levels") }
        let type = value["type"]?.string ?? ""
        switch type {
        case "Sequence":
            for part in value["normalizers"]?.array ?? [] { try read(part, into: &steps, depth: depth + 1) }
        case "NFC": steps.append(.form(.composed))
        case "NFD": steps.append(.form(.decomposed))
        case "NFKC": steps.append(.form(.compatibleComposed))
        case "NFKD": steps.append(.form(.compatibleDecomposed))
        case "Lowercase": steps.append(.lowercase)
        case "StripAccents": steps.append(.stripAccents)
        case "Strip":
            steps.append(
                .strip(left: value["strip_left"]?.bool ?? true, right: value["strip_right"]?.bool ?? true)
            )
        case "Prepend": steps.append(.prepend(Array((value["prepend"]?.string ?? "").utf8)))
        case "Replace": steps.append(try replace(value))
        case "BertNormalizer": steps.append(.bert(bert(value)))
        case "Nmt": steps.append(.nmt)
        case "ByteLevel": steps.append(.toAlphabet)
        case "Precompiled":
            guard let blob = Data(base64Encoded: value["precompiled_charsmap"]?.string ?? "") else {
                throw TokenizationError("the table of characters is not base64")
            }
            // Some files have an empty one.
            if !blob.isEmpty { steps.append(.charsMap(try CharsMap(blob))) }
        default:
            throw TokenizationError("the normalizer \(type.debugDescription) is not known")
        }
    }

    private static func replace(_ value: JSONValue) throws -> Normalizer.Step {
        let content = Array((value["content"]?.string ?? "").utf8)
        if let literal = value["pattern"]?["String"]?.string {
            guard !literal.isEmpty else { throw TokenizationError("a Replace has an empty pattern") }
            return .replace(Array(literal.utf8), with: content)
        }
        guard let expression = value["pattern"]?["Regex"]?.string else {
            throw TokenizationError("a Replace has no pattern")
        }
        return .replaceMatches(try RegexProgram(expression), with: content)
    }

    private static func bert(_ value: JSONValue) -> BertNormalizer {
        let lowercases = value["lowercase"]?.bool ?? true
        return BertNormalizer(
            cleansText: value["clean_text"]?.bool ?? true,
            separatesChinese: value["handle_chinese_chars"]?.bool ?? true,
            stripsAccents: value["strip_accents"]?.bool ?? lowercases,
            lowercases: lowercases
        )
    }
}

extension Normalizer.Step {
    /// How many times as long a text may become, but for the normal forms, which cannot grow it again and again.
    fileprivate var growth: Double {
        switch self {
        case .replace(let pattern, let content): max(1, Double(content.count) / Double(max(pattern.count, 1)))
        case .replaceMatches(_, let content): Double(content.count + 1)
        case .charsMap(let map): max(1, Double(map.longest))
        case .toAlphabet: 2
        default: 1
        }
    }
}
