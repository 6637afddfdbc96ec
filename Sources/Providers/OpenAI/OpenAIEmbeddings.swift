import Foundation
import JSON

enum OpenAIEmbeddings {
    static func body(for request: EmbedRequest, base64: Bool) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("model", request.model)
            switch request.input {
            case .texts(let texts): json.member("input", texts)
            case .tokens(let lists): json.member("input", lists)
            }
            // A quarter of the bytes, and far cheaper to read than decimals.
            if base64 { json.member("encoding_format", "base64") }
            json.member("dimensions", ifPresent: request.dimensions)
            json.member("user", ifPresent: request.user)
        }
        return json.finish()
    }

    /// Reads `count` vectors, whichever way each is written.
    static func read(
        _ value: JSONValue,
        count: Int,
        model: String,
        from identity: BackendIdentity
    ) throws(ProviderError) -> EmbedAnswer {
        if let report = UpstreamReport(json: value), value["data"] == nil {
            throw ProviderError(midStream: report, from: identity)
        }
        guard let data = value["data"]?.array, data.count == count else {
            let found = value["data"]?.array?.count ?? 0
            throw ProviderError.malformed("\(found) vectors for \(count) texts", from: identity)
        }
        var vectors = [[Float]?](repeating: nil, count: count)
        for (place, entry) in data.enumerated() {
            guard let index = (entry["index"] ?? .int(place)).int, vectors.indices.contains(index),
                vectors[index] == nil
            else { throw ProviderError.malformed("vectors that are numbered wrongly", from: identity) }
            guard let vector = entry["embedding"].flatMap(vector), !vector.isEmpty, vector.allSatisfy(\.isFinite)
            else { throw ProviderError.malformed("a vector that cannot be read", from: identity) }
            vectors[index] = vector
        }
        let tokens = value["usage"]?["prompt_tokens"] ?? value["usage"]?["total_tokens"]
        return EmbedAnswer(
            model: value["model"]?.string ?? model,
            vectors: vectors.compactMap(\.self),
            promptTokens: tokens?.boundedCount ?? 0
        )
    }

    private static func vector(_ value: JSONValue) -> [Float]? {
        switch value {
        case .string(let base64): floats(base64: base64)
        case .array(let numbers): floats(numbers)
        default: nil
        }
    }

    private static func floats(_ numbers: [JSONValue]) -> [Float]? {
        var floats: [Float] = []
        floats.reserveCapacity(numbers.count)
        for number in numbers {
            guard let number = number.double else { return nil }
            floats.append(Float(number))
        }
        return floats
    }

    /// Little-endian 32-bit floats.
    private static func floats(base64: String) -> [Float]? {
        guard let data = Data(base64Encoded: base64), data.count.isMultiple(of: 4) else { return nil }
        let bytes = [UInt8](data)
        return stride(from: 0, to: bytes.count, by: 4).map { at in
            let bits =
                UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
                | UInt32(bytes[at + 3]) << 24
            return Float(bitPattern: bits)
        }
    }
}
