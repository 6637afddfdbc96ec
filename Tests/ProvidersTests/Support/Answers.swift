import Configuration
import HTTP
import JSON
import Testing

@testable import Providers

extension Generation {
    /// Every part, to the proper end.
    func parts() async throws(ProviderError) -> [GenerationPart] {
        var parts: [GenerationPart] = []
        while let part = try await next() { parts.append(part) }
        return parts
    }

    func events() async throws(ProviderError) -> [GenerationEvent] { try await parts().flatMap(\.events) }
}

/// The error that an operation ends with.
func failure(of operation: () async throws(ProviderError) -> Void) async -> ProviderError? {
    do { try await operation() } catch { return error }
    return nil
}

/// Waits until something is so; it is soon, or the test fails.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<2000 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(2))
    }
    return false
}

extension ProviderSettings {
    static func testing(_ type: ProviderType, _ endpoint: String = "http://127.0.0.1:9") throws -> ProviderSettings {
        ProviderSettings(name: "box", type: type, endpoint: try EndpointURL(parsing: endpoint), model: "m")
    }
}

func raw(_ text: String) -> RawJSON { RawJSON(Array(text.utf8)) }

extension ProviderEnvironment {
    static func testing(_ transport: some HTTPTransport) -> ProviderEnvironment {
        ProviderEnvironment(transport: transport) { [$0] }
    }
}
