import JSON
import Providers

/// A request of `/v1/embeddings`, read and found valid.
struct EmbeddingRequest: Sendable {
    var embed: EmbedRequest
    /// OpenAI's own libraries ask for base64, and unpack it unseen.
    var asBase64: Bool

    private static let limit = 2048

    init(body: [UInt8]) throws(APIError) {
        let fields = try Fields(body: body)
        let model = try fields.modelName()
        embed = EmbedRequest(model: model, input: try Self.input(fields.required("input")))
        embed.dimensions = try fields.int("dimensions", in: NumericRanges.dimensions)
        embed.user = try fields.string("user")
        embed.contextLength = try fields.contextLength()
        embed.truncate = try fields.bool("truncate")
        embed.keepAlive = try fields["keep_alive"]?.keepAlive()
        asBase64 = try fields["encoding_format"]?.word(of: ["float", "base64"]) == "base64"
    }

    private static func input(_ field: Field) throws(APIError) -> EmbedRequest.Input {
        if case .string = field.value { return .texts([try field.nonEmptyString()]) }
        let elements = try field.array("a string, an array of strings or arrays of token ids")
        guard let first = elements.first else { throw field.invalid("must not be empty") }
        switch first.value {
        case .string:
            try check(elements.count, field)
            return .texts(try elements.map { element throws(APIError) in try element.nonEmptyString() })
        case .array:
            try check(elements.count, field)
            return .tokens(try elements.map { element throws(APIError) in try element.tokenIDs() })
        default: return .tokens([try field.tokenIDs()])
        }
    }

    private static func check(_ count: Int, _ field: Field) throws(APIError) {
        guard count <= limit else { throw field.invalid("must hold at most \(limit) inputs, not \(count)") }
    }
}
