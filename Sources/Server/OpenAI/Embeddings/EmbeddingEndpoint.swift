import Foundation
import Gateway
import HTTP
import JSON
import Providers

/// `POST /v1/embeddings`
struct EmbeddingEndpoint: Sendable {
    let gateway: any GatewayService

    func handle(_ call: Call) async throws {
        let request = try EmbeddingRequest(body: call.request.body)
        let answer: EmbedAnswer
        do { answer = try await gateway.embed(request.embed, call.context) } catch { throw APIError(error) }
        guard answer.vectors.count == request.embed.input.count else {
            let counts = "\(answer.vectors.count) vectors for \(request.embed.input.count) inputs"
            throw APIError(502, "the backend gave \(counts)", type: "api_error", label: "malformed")
        }
        let body = Self.body(answer, asBase64: request.asBase64)
        try await call.responder.send(200, AnswerHeaders.json(call.context), body)
    }

    private static func body(_ answer: EmbedAnswer, asBase64: Bool) -> [UInt8] {
        let numbers = answer.vectors.first?.count ?? 0
        var json = JSONWriter(reservingCapacity: 256 + answer.vectors.count * (numbers * (asBase64 ? 6 : 12) + 64))
        json.object { json in
            json.member("object", "list")
            json.member("data") { json in
                json.array { json in
                    for (index, vector) in answer.vectors.enumerated() {
                        json.element { json in write(vector, index, asBase64, to: &json) }
                    }
                }
            }
            json.member("model", answer.model)
            json.member("usage") { json in
                json.object { json in
                    json.member("prompt_tokens", answer.promptTokens)
                    json.member("total_tokens", answer.promptTokens)
                }
            }
        }
        return json.finish()
    }

    private static func write(_ vector: [Float], _ index: Int, _ asBase64: Bool, to json: inout JSONWriter) {
        json.object { json in
            json.member("object", "embedding")
            json.member("index", index)
            if asBase64 {
                json.member("embedding") { json in
                    json.raw("\"".utf8)
                    json.raw(vector.littleEndianBytes.base64EncodedData())
                    json.raw("\"".utf8)
                }
            } else {
                json.member("embedding", vector)
            }
        }
    }
}

extension [Float] {
    /// The numbers as little-endian float32, on whatever machine.
    var littleEndianBytes: Data {
        var data = Data(capacity: count * 4)
        for number in self {
            let bits = number.bitPattern
            for shift in [0, 8, 16, 24] as [UInt32] { data.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        }
        return data
    }
}
