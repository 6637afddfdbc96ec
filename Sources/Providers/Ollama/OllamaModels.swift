import Foundation
import JSON

extension ModelInfo {
    /// An entry of `/api/tags`.
    init?(ollama entry: JSONValue) {
        guard let id = entry["model"]?.string ?? entry["name"]?.string, !id.isEmpty else { return nil }
        self.init(id: id)
        created = entry["modified_at"]?.string.flatMap(timestamp)
        sizeInBytes = entry["size"]?.boundedSize
        digest = entry["digest"]?.string.map { $0.contains(":") ? $0 : "sha256:" + $0 }
        let details = entry["details"]
        family = details?["family"]?.nonEmptyString
        parameterSize = details?["parameter_size"]?.nonEmptyString
        quantization = details?["quantization_level"]?.nonEmptyString
        contextLength = details?["context_length"]?.boundedCount
    }
}

extension LoadedModel {
    /// An entry of `/api/ps`.
    init?(ollama entry: JSONValue) {
        guard let id = entry["model"]?.string ?? entry["name"]?.string, !id.isEmpty else { return nil }
        self.init(id: id)
        sizeInBytes = entry["size"]?.boundedSize
        gpuBytes = entry["size_vram"]?.boundedSize
        expires = entry["expires_at"]?.string.flatMap(timestamp)
        contextLength = entry["context_length"]?.boundedCount
    }
}

extension JSONValue {
    fileprivate var nonEmptyString: String? { string.flatMap { $0.isEmpty ? nil : $0 } }
}

/// RFC 3339 as Go writes it, with up to nine digits of fraction (`2025-01-02T03:04:05.123456789+02:00`); the
/// fraction is dropped.
private func timestamp(_ text: String) -> Date? {
    guard text.utf8.count <= 64 else { return nil }
    var whole = text
    if let dot = whole.firstIndex(of: ".") {
        let end = whole[whole.index(after: dot)...].firstIndex { !$0.isASCII || !$0.isNumber } ?? whole.endIndex
        whole.removeSubrange(dot..<end)
    }
    return try? Date(whole, strategy: .iso8601)
}
