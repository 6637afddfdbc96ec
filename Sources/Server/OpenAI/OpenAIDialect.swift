import JSON

/// OpenAI's envelope for errors, whole or as a frame of a stream.
package struct OpenAIDialect: Dialect {
    package init() {}

    package func body(of error: APIError) -> [UInt8] {
        var json = JSONWriter()
        Self.write(error, to: &json)
        return json.finish()
    }

    /// `{"error":{"message","type","param","code"}}`: every member is always there.
    static func write(_ error: APIError, to json: inout JSONWriter) {
        json.object { json in
            json.member("error") { json in
                json.object { json in
                    json.member("message", error.message)
                    json.member("type", error.type)
                    json.member("param", orNull: error.parameter)
                    json.member("code", orNull: error.code)
                }
            }
        }
    }
}

extension JSONWriter {
    /// A member that is there even where it has no value.
    mutating func member(_ key: String, orNull value: (some JSONWritable)?) {
        if let value { member(key, value) } else { member(key) { json in json.null() } }
    }
}
