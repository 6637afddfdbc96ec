/// A file of the page, ready to be sent.
struct PageFile: Sendable {
    let contentType: String
    let bytes: [UInt8]
    let packed: [UInt8]?
    /// A strong validator, with its quotes.
    let tag: String

    init(name: String, text: String) {
        let bytes = Array(text.utf8)
        self.bytes = bytes
        packed = Gzip.packed(bytes)
        tag = "\"\(Fingerprint(bytes).text)\""
        contentType =
            switch name.split(separator: ".").last {
            case "html": "text/html; charset=utf-8"
            case "css": "text/css; charset=utf-8"
            case "js": "text/javascript; charset=utf-8"
            case "svg": "image/svg+xml"
            default: "application/octet-stream"
            }
    }

    /// Whether the client has it already, by its `If-None-Match`.
    func isKnown(to header: String?) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { candidate in
            let candidate = candidate.trimmingPrefix { $0 == " " }
            let end = candidate.lastIndex { $0 != " " }.map { candidate.index(after: $0) } ?? candidate.endIndex
            // A proxy that packs files makes the validator a weak one.
            let trimmed = candidate[..<end]
            return trimmed == "*" || trimmed == tag || trimmed == "W/\(tag)"
        }
    }
}

/// Tells contents apart (FNV-1a); nobody is kept from making two that agree.
struct Fingerprint {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    init(_ bytes: some Sequence<UInt8>) { add(bytes) }

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    var text: String { String(hash, radix: 36) }
}
