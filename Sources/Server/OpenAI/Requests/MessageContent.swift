import Foundation
import JSON
import Providers

/// The content of a message: a text, or an array of parts.
enum MessageContent {
    private static let types = ["text", "image_url", "input_audio", "refusal"]

    static func read(_ field: Field) throws(APIError) -> [ContentPart] {
        if case .string(let text) = field.value { return [.text(text)] }
        let elements = try field.array("a string or an array of parts")
        return try elements.map { element throws(APIError) in try part(element) }
    }

    private static func part(_ element: Field) throws(APIError) -> ContentPart {
        let fields = try element.object()
        let type = try fields.required("type")
        switch try type.string() {
        case "text": return .text(try fields.required("text").string())
        case "refusal": return .text(try fields.required("refusal").string())
        case "image_url": return .image(try imageURL(fields.required("image_url")))
        case "input_audio": return try audio(fields.required("input_audio").object())
        case let other: throw type.unknownWord(other, expecting: types)
        }
    }

    /// `{"url":…,"detail":…}`, or the address alone, as some clients send it.
    private static func imageURL(_ field: Field) throws(APIError) -> ImageContent {
        if case .string = field.value { return try image(at: field, detail: nil) }
        let fields = try field.object()
        return try image(at: fields.required("url"), detail: fields["detail"])
    }

    /// An image by its address: base64 in a `data:` URL, or one that the backend fetches by itself.
    static func image(at field: Field, detail: Field?) throws(APIError) -> ImageContent {
        let detail = try detail?.word(of: ["auto", "low", "high", "original"])
        let text = try field.string()
        if let scheme = text.range(of: "data:", options: [.anchored, .caseInsensitive]) {
            return ImageContent(source: try data(text[scheme.upperBound...], field), detail: detail)
        }
        guard ["https://", "http://"].contains(where: { text.lowercased().hasPrefix($0) }) else {
            throw field.invalid("must be a data: URL with base64, or an https: or http: URL")
        }
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) else {
            throw field.invalid("must not hold spaces or control characters")
        }
        return ImageContent(source: .url(text), detail: detail)
    }

    private static func data(_ rest: Substring, _ field: Field) throws(APIError) -> ImageContent.Source {
        guard let comma = rest.utf8.firstIndex(of: UInt8(ascii: ",")) else {
            throw field.invalid("must have a comma before its data")
        }
        let header = rest[..<comma].split(separator: ";").map { $0.lowercased() }
        guard header.last == "base64" else { throw field.invalid("must hold base64") }
        let mediaType = header.count > 1 ? header[0] : "image/png"
        guard mediaType.hasPrefix("image/") else {
            throw field.invalid("must hold an image, not '\(mediaType.prefix(64))'")
        }
        let base64 = rest[rest.utf8.index(after: comma)...]
        guard isBase64(base64) else { throw field.invalid("holds data that is not base64") }
        return .data(base64: String(base64), mediaType: mediaType)
    }

    static func audio(_ fields: Fields) throws(APIError) -> ContentPart {
        let data = try fields.required("data")
        let base64 = try data.nonEmptyString()
        guard isBase64(base64[...]) else { throw data.invalid("is not base64") }
        return .audio(base64: base64, format: try fields.required("format").word(of: ["wav", "mp3"]))
    }

    private static func isBase64(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
    }
}
