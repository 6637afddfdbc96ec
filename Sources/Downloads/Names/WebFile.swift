import Foundation

/// A GGUF file at an address: `https://HOST/…/NAME.gguf`, with `#sha256=…` if its digest is known.
package struct WebFile: Sendable, Hashable {
    /// Without the fragment.
    let url: String
    let path: RelativePath
    let digest: ExpectedDigest?

    init(_ text: String) throws(DownloadError) {
        let pieces = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        url = String(pieces[0])
        guard let components = URLComponents(string: url), components.scheme?.lowercased() == "https",
            components.host?.isEmpty == false, components.user == nil, components.password == nil,
            url.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x5c }),
            !components.path.split(separator: "/").contains(where: { $0 == "." || $0 == ".." })
        else { throw DownloadError(.badName, "the address is none that can be fetched: it begins with https://HOST/") }
        guard let last = components.path.split(separator: "/").last, let path = RelativePath(String(last)),
            path.name.lowercased().hasSuffix(".gguf"), !path.isHidden, ModelName(String(path.name.dropLast(5))) != nil
        else {
            throw DownloadError(
                .badName,
                "the address must end with the name of a GGUF file, of letters, digits, dots, dashes and underscores"
            )
        }
        self.path = path
        guard pieces.count == 2 else {
            digest = nil
            return
        }
        guard pieces[1].hasPrefix("sha256="),
            let found = ExpectedDigest.sha256(checking: String(pieces[1].dropFirst(7)))
        else { throw DownloadError(.badName, "a digest is 64 hexadecimal digits: …/NAME.gguf#sha256=…") }
        digest = found
    }

    /// A query may hold a signature.
    var shownURL: String { String(url.prefix { $0 != "?" }) }
}
