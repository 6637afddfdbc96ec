import JSON

/// Martlet's own: errors in the envelope that most clients know, OpenAI's.
package struct MartletDialect: Dialect {
    package init() {}

    package func body(of error: APIError) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("error") { json in
                json.object { json in
                    json.member("message", error.message)
                    json.member("type", error.type)
                    json.member("param", ifPresent: error.parameter)
                    json.member("code", ifPresent: error.code)
                }
            }
        }
        return json.finish()
    }
}
