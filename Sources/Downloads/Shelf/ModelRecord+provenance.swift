import Foundation
package import JSON

extension ModelRecord {
    /// Where the model is from, for whoever asks to be shown it.
    package var provenance: JSONValue {
        [
            "pinned": .bool(isPinned),
            "versions": .array(
                versions.map { version in
                    [
                        "id": .string(version.id), "source": .string(version.source),
                        "revision": version.revision.map(JSONValue.string) ?? nil,
                        "digest": version.digest.map(JSONValue.string) ?? nil,
                        "license": version.licence.map(JSONValue.string) ?? nil,
                        "pulled_at": .string(ISO8601DateFormatter().string(from: version.pulled)),
                    ]
                }
            ),
        ]
    }
}
