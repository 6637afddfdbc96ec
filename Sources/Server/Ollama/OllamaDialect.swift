import JSON

/// `{"error":"text"}`, as a body and as a line of a stream.
package struct OllamaDialect: Dialect {
    package init() {}

    package func body(of error: APIError) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in json.member("error", error.message) }
        return json.finish()
    }
}
