internal import JSON

/// Reads `post_processor`: what stands before and after a text.
enum PostProcessorJSON {
    static func template(_ value: JSONValue?, count: Int) throws -> (prefix: [Int32], suffix: [Int32]) {
        guard let value, !value.isNull else { return ([], []) }
        let (prefix, suffix) = try read(value, depth: 0)
        for id in prefix + suffix where id < 0 || Int(id) >= count {
            throw TokenizationError("the post-processor adds the token \(id), which is not in the vocabulary")
        }
        return (prefix, suffix)
    }

    private static func read(_ value: JSONValue, depth: Int) throws -> (prefix: [Int32], suffix: [Int32]) {
        guard depth < 20 else { throw TokenizationError("the post-processors are nested deeper than 20 levels") }
        let type = value["type"]?.string ?? ""
        switch type {
        case "Sequence":
            var prefix: [Int32] = []
            var suffix: [Int32] = []
            for part in value["processors"]?.array ?? [] {
                let (before, after) = try read(part, depth: depth + 1)
                prefix = before + prefix
                suffix += after
            }
            return (prefix, suffix)
        case "TemplateProcessing": return try template(value)
        case "BertProcessing", "RobertaProcessing":
            return ([try id(value["cls"]?[1])], [try id(value["sep"]?[1])])
        case "ByteLevel": return ([], [])
        default: throw TokenizationError("the post-processor \(type.debugDescription) is not known")
        }
    }

    private static func template(_ value: JSONValue) throws -> (prefix: [Int32], suffix: [Int32]) {
        var prefix: [Int32] = []
        var suffix: [Int32] = []
        var isBehind = false
        for part in value["single"]?.array ?? [] {
            if part["Sequence"] != nil {
                isBehind = true
            } else if let name = part["SpecialToken"]?["id"]?.string {
                guard let ids = value["special_tokens"]?[name]?["ids"]?.array else {
                    throw TokenizationError(
                        "the post-processor names \(name.debugDescription), and does not say its ids"
                    )
                }
                for value in ids {
                    if isBehind { suffix.append(try id(value)) } else { prefix.append(try id(value)) }
                }
            }
        }
        return (prefix, suffix)
    }

    private static func id(_ value: JSONValue?) throws -> Int32 {
        guard let id = value?.int.flatMap(Int32.init(exactly:)) else {
            throw TokenizationError("the post-processor has a token without an id")
        }
        return id
    }
}
