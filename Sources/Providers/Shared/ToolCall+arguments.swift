import JSON

extension ToolCall {
    /// The arguments as the JSON text of an object, as they were written. No text at all means no arguments; nil
    /// means that they are something else.
    var argumentsObject: RawJSON? {
        let bytes = Array(arguments.utf8)
        if bytes.allSatisfy({ [0x20, 0x09, 0x0a, 0x0d].contains($0) }) { return RawJSON(Array("{}".utf8)) }
        guard let json = try? JSONValue(parsing: bytes), json.object != nil else { return nil }
        return RawJSON(bytes)
    }
}

extension ProviderError {
    /// Arguments that are no object, for a backend that takes no others.
    static func noArgumentsObject(message: Int, call: Int, by provider: String) -> ProviderError {
        let place = "messages[\(message)].tool_calls[\(call)].function.arguments"
        var error = ProviderError(
            .badRequest,
            "the provider '\(provider)' takes the arguments of tool calls as an object, and \(place) is no JSON object"
        )
        error.parameter = place
        return error
    }

    /// A picture that the backend would have to fetch.
    static func imageByAddress(by provider: String) -> ProviderError {
        var error = ProviderError(
            .unsupported,
            "the provider '\(provider)' does not support images by address: send the image itself, as a data: URL"
        )
        error.unsupported = .images
        return error
    }
}
