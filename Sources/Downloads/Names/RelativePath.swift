/// A way into a folder that cannot lead out of it: what a server or an archive calls a file, once it has been parsed.
///
/// Nothing that came from elsewhere becomes a path in any other way.
package struct RelativePath: Hashable, Sendable, CustomStringConvertible {
    package let components: [String]

    private static let longest = 1024
    /// File systems take 255 bytes; the rest is for our own endings.
    private static let longestComponent = 240

    /// Nil for what is empty, absolute, climbs, or has bytes in it that no file of a model needs.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy(Self.isPlain) else { return nil }
        components = parts
    }

    private init(_ components: [String]) { self.components = components }

    private static func isPlain(_ part: String) -> Bool {
        !part.isEmpty && part != "." && part != ".." && part.utf8.count <= longestComponent
            && part.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }
    }

    package var description: String { components.joined(separator: "/") }

    package var name: String { components[components.count - 1] }

    /// Files that tools keep for themselves.
    package var isHidden: Bool { components.contains { $0.hasPrefix(".") } }

    /// The rest of the way from a folder; nil where it does not lead through that.
    package func within(_ folder: RelativePath) -> RelativePath? {
        guard components.count > folder.components.count, components.starts(with: folder.components) else { return nil }
        return RelativePath(Array(components.dropFirst(folder.components.count)))
    }

    /// As a part of an address.
    package var percentEncoded: String {
        components.map { component in
            component.utf8.map { byte in
                byte.isUnreserved
                    ? String(UnicodeScalar(byte))
                    : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
            .joined()
        }
        .joined(separator: "/")
    }
}

extension UInt8 {
    /// RFC 3986's characters that mean themselves.
    fileprivate var isUnreserved: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
