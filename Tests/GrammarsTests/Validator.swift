import Foundation
import JSON

/// Says whether a value fulfils a JSON Schema: plainly, value by value, as the specification reads. It shares nothing with what it
/// checks.
struct Validator {
    let root: JSONValue

    init(_ root: JSONValue) { self.root = root }

    func accepts(_ value: JSONValue) -> Bool { accepts(value, root) }

    func accepts(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        if let bool = schema.bool { return bool }
        guard let keywords = schema.object else { return false }
        return keywords.allSatisfy { holds($0, $1, value, keywords) }
    }

    private func holds(_ keyword: String, _ rule: JSONValue, _ value: JSONValue, _ schema: JSONObject) -> Bool {
        switch keyword {
        case "type": (rule.array ?? [rule]).contains { isOf($0.string ?? "", value) }
        case "enum": rule.array?.contains(value) ?? false
        case "const": rule == value
        case "$ref": accepts(value, resolve(rule.string ?? ""))
        case "allOf": rule.array?.allSatisfy { accepts(value, $0) } ?? false
        case "anyOf": rule.array?.contains { accepts(value, $0) } ?? false
        case "oneOf": rule.array?.filter { accepts(value, $0) }.count == 1
        case "properties", "required", "additionalProperties": holdsOfObject(keyword, rule, value, schema)
        case "items", "prefixItems", "minItems", "maxItems": holdsOfArray(keyword, rule, value, schema)
        case "minLength", "maxLength", "pattern", "format": holdsOfString(keyword, rule, value)
        case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
            holdsOfNumber(keyword, rule, value)
        default: true
        }
    }

    private func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch type {
        case "null": value.isNull
        case "boolean": value.bool != nil
        case "object": value.object != nil
        case "array": value.array != nil
        case "number": value.double != nil
        case "integer": value.int != nil
        case "string": value.string != nil
        default: false
        }
    }

    private func resolve(_ reference: String) -> JSONValue {
        var found = root
        for part in reference.split(separator: "/").dropFirst() {
            found = found[String(part)] ?? Int(part).flatMap { found[$0] } ?? false
        }
        return found
    }

    private func holdsOfObject(_ keyword: String, _ rule: JSONValue, _ value: JSONValue, _ schema: JSONObject) -> Bool {
        guard let object = value.object else { return true }
        switch keyword {
        case "properties":
            return rule.object?.allSatisfy { name, schema in object[name].map { accepts($0, schema) } ?? true } ?? false
        case "required": return rule.array?.allSatisfy { object[$0.string ?? ""] != nil } ?? false
        default:
            let named = schema["properties"]?.object
            return object.allSatisfy { name, value in named?[name] != nil || accepts(value, rule) }
        }
    }

    private func holdsOfArray(_ keyword: String, _ rule: JSONValue, _ value: JSONValue, _ schema: JSONObject) -> Bool {
        guard let array = value.array else { return true }
        switch keyword {
        case "minItems": return array.count >= rule.int ?? .max
        case "maxItems": return array.count <= rule.int ?? .min
        case "prefixItems": return zip(array, rule.array ?? []).allSatisfy { accepts($0, $1) }
        default: return array.dropFirst(schema["prefixItems"]?.array?.count ?? 0).allSatisfy { accepts($0, rule) }
        }
    }

    private func holdsOfNumber(_ keyword: String, _ rule: JSONValue, _ value: JSONValue) -> Bool {
        guard let number = value.double, let bound = rule.double else { return true }
        switch keyword {
        case "minimum": return number >= bound
        case "maximum": return number <= bound
        case "exclusiveMinimum": return number > bound
        case "exclusiveMaximum": return number < bound
        default: return (number / bound).rounded() == number / bound
        }
    }

    private func holdsOfString(_ keyword: String, _ rule: JSONValue, _ value: JSONValue) -> Bool {
        guard let text = value.string else { return true }
        switch keyword {
        case "minLength": return text.unicodeScalars.count >= rule.int ?? .max
        case "maxLength": return text.unicodeScalars.count <= rule.int ?? .min
        case "pattern": return matches(text, rule.string ?? "")
        default: return isFormat(rule.string ?? "", text)
        }
    }

    private func matches(_ text: String, _ pattern: String) -> Bool {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return false }
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }

    private func isFormat(_ name: String, _ text: String) -> Bool {
        switch name {
        case "date":
            guard matches(text, #"^\d{4}-\d\d-\d\d$"#) else { return false }
            let numbers = text.split(separator: "-").compactMap { Int($0) }
            guard numbers[0] > 0, (1...12).contains(numbers[1]) else { return false }
            let isLeap = numbers[0] % 4 == 0 && numbers[0] % 100 != 0 || numbers[0] % 400 == 0
            let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            return (1...days[numbers[1] - 1]).contains(numbers[2])
        case "time": return matches(text, #"^([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$"#)
        case "date-time":
            let parts = text.split(separator: "T", maxSplits: 1)
            return parts.count == 2 && isFormat("date", String(parts[0])) && isFormat("time", String(parts[1]))
        case "uuid": return text.utf8.count == 36 && UUID(uuidString: text) != nil
        case "ipv4":
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4 && parts.allSatisfy { part in UInt8(part).map { String($0) == part } ?? false }
        case "ipv6":
            var address = in6_addr()
            return unsafe inet_pton(AF_INET6, text, &address) == 1
        case "email": return matches(text, #"^[^@\s"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"#)
        case "hostname":
            return matches(
                text,
                #"^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$"#
            )
        case "uri": return URL(string: text)?.scheme != nil
        case "duration": return matches(text, #"^P(?=.)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?)$"#)
        default: return false
        }
    }
}
