import JSON

/// Google's: `{"error":{"code":404,"message":"…","status":"NOT_FOUND"}}`
package struct GeminiDialect: Dialect {
    package init() {}

    package var takesKeyFromQuery: Bool { true }

    package func body(of error: APIError) -> [UInt8] {
        var json = JSONWriter()
        Self.write(error, to: &json)
        return json.finish()
    }

    static func write(_ error: APIError, to json: inout JSONWriter) {
        json.object { json in
            json.member("error") { json in
                json.object { json in
                    json.member("code", error.status)
                    json.member("message", error.message)
                    json.member("status", status(of: error))
                    if let parameter = error.parameter { writeViolation(of: parameter, error.message, to: &json) }
                }
            }
        }
    }

    /// Google says which field is at fault in a detail of its own type.
    private static func writeViolation(of field: String, _ message: String, to json: inout JSONWriter) {
        json.member("details") { json in
            json.array { json in
                json.element { json in
                    json.object { json in
                        json.member("@type", "type.googleapis.com/google.rpc.BadRequest")
                        json.member("fieldViolations") { json in
                            json.array { json in
                                json.element { json in
                                    json.object { json in
                                        json.member("field", field)
                                        json.member("description", message)
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func status(of error: APIError) -> String {
        switch error.status {
        case 400, 405, 413, 422: "INVALID_ARGUMENT"
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 408, 504: "DEADLINE_EXCEEDED"
        case 409: "ABORTED"
        case 429: "RESOURCE_EXHAUSTED"
        case 499: "CANCELLED"
        case 501: "UNIMPLEMENTED"
        case 502, 503: "UNAVAILABLE"
        case 500...: "INTERNAL"
        default: "FAILED_PRECONDITION"
        }
    }
}
