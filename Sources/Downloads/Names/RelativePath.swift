import Foundation

/// A way into a folder that cannot lead out of it: what a server or an archive calls a file, once it has been parsed.
///
/// Nothing that came from elsewhere becomes a path in any other way. What is a file of its own here must be one on any
/// system: a models folder is copied, shared and mounted.
package struct RelativePath: Hashable, Sendable, CustomStringConvertible {
    package let components: [String]

    private static let longest = 1024
    /// File systems take 255 bytes; the rest is for our own endings.
    private static let longestComponent = 230

    /// Nil for what is empty, absolute, climbs, or is no plain name on some system.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy(Self.isPlain) else { return nil }
        components = parts
    }

    private init(_ components: [String]) { self.components = components }

    private static func isPlain(_ part: String) -> Bool {
        guard !part.isEmpty, part.utf8.count <= longestComponent, !part.hasSuffix("."), !part.hasSuffix(" "),
            !part.hasPrefix(" "), part.unicodeScalars.allSatisfy(isPlain), !isDevice(part)
        else { return false }
        // Two spellings of one letter are two files here and one elsewhere.
        return part.utf8.allSatisfy { $0 < 0x80 } || part.isComposed
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar.value >= 0x20 && scalar.value != 0x7f && !#"\:*?"<>|"#.unicodeScalars.contains(scalar)
        }
        switch scalar.properties.generalCategory {
        // What is not seen, or turns what is: names that look like others.
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return !lookalikes.contains(scalar)
        }
    }

    /// Signs that are shown as slashes, dots and colons.
    private static let lookalikes: Set<Unicode.Scalar> = [
        "\u{2044}", "\u{2215}", "\u{29f8}", "\u{29f5}", "\u{2216}", "\u{fe68}", "\u{ff0f}", "\u{ff3c}", "\u{2024}",
        "\u{2025}", "\u{2026}", "\u{ff0e}", "\u{fe52}", "\u{ff1a}", "\u{a789}", "\u{2571}", "\u{27cb}",
    ]

    /// What Windows takes for a device, whatever its ending.
    private static func isDevice(_ part: String) -> Bool {
        let stem = part.prefix { $0 != "." }.uppercased()
        if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(stem) { return true }
        guard stem.count == 4, stem.hasPrefix("COM") || stem.hasPrefix("LPT"), let last = stem.last else {
            return false
        }
        return "0123456789¹²³".contains(last)
    }

    package var description: String { components.joined(separator: "/") }

    package var name: String { components[components.count - 1] }

    /// Files that tools keep for themselves.
    package var isHidden: Bool { components.contains { $0.hasPrefix(".") } }

    /// What a file system that does not tell capitals from small letters takes it for.
    package var folded: String { description.lowercased() }

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

extension String {
    fileprivate var isComposed: Bool {
        precomposedStringWithCanonicalMapping.unicodeScalars.elementsEqual(unicodeScalars)
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
