import JSON

/// Server-sent events as OpenAI's clients expect them.
enum EventStream {
    static let done = Array("data: [DONE]\n\n".utf8)

    /// One event that carries a payload. Where the payload has lines, each gets a `data:` of its own.
    static func frame(_ payload: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(payload.count + 8)
        out.append(contentsOf: "data: ".utf8)
        if payload.contains(where: { $0 == 0x0a || $0 == 0x0d }) {
            appendLines(of: payload, to: &out)
        } else {
            out.append(contentsOf: payload)
        }
        out.append(contentsOf: "\n\n".utf8)
        return out
    }

    private static func appendLines(of payload: [UInt8], to out: inout [UInt8]) {
        for byte in payload where byte != 0x0d {
            out.append(byte)
            if byte == 0x0a { out.append(contentsOf: "data: ".utf8) }
        }
    }

    /// Writes one event into a writer that holds nothing but events.
    static func write(_ json: inout JSONWriter, _ payload: (inout JSONWriter) -> Void) {
        json.raw("data: ".utf8)
        payload(&json)
        json.raw("\n\n".utf8)
    }

    /// The frame that says that the answer broke off.
    static func failure(_ error: APIError) -> [UInt8] { frame(OpenAIDialect().body(of: error)) }
}
