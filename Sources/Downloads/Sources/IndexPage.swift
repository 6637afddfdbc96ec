import JSON

/// What an index of Python packages says of one package: its files. In the JSON form of the simple API (PEP 691), or in
/// the older form of a page with links (PEP 503), which is all that some mirrors have.
struct IndexPage: Sendable, Equatable {
    struct Link: Sendable, Equatable {
        var name: String
        /// As it is written, which may be relative to the page.
        var url: String
        var sha256: String?
        var size: Int?
        /// Nobody shall take it any more.
        var isYanked = false
    }

    private(set) var links: [Link] = []
    /// What links are relative to, where the page says so.
    private(set) var base: String?

    private static let most = 100_000

    init(_ json: JSONValue) {
        for entry in (json["files"]?.array ?? []).prefix(Self.most) {
            guard let name = entry["filename"]?.string, let url = entry["url"]?.string else { continue }
            links.append(
                Link(
                    name: name,
                    url: url,
                    sha256: entry["hashes"]?["sha256"]?.string,
                    size: entry["size"]?.int,
                    // `false`, or why.
                    isYanked: entry["yanked"].map { $0.bool != false } ?? false
                )
            )
        }
    }

    /// Reads a page. Nothing that is written so is refused: what is no link says nothing.
    init(html: [UInt8]) {
        var reader = HTMLTags(html)
        var open: (link: Link, start: Int)?
        while links.count < Self.most, let tag = reader.next() {
            if let (link, start) = open, tag.name == "a" || tag.name == "/a" {
                var link = link
                let text = HTMLTags.text(html[start..<tag.start])
                if !text.isEmpty { link.name = text }
                links.append(link)
                open = nil
            }
            if tag.name == "base", base == nil { base = tag.attributes["href"] }
            guard tag.name == "a", let address = tag.attributes["href"] else { continue }
            open = (Self.link(address, isYanked: tag.attributes["data-yanked"] != nil), tag.end)
        }
    }

    private static func link(_ address: String, isYanked: Bool) -> Link {
        let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let path = parts[0].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        var link = Link(name: path.split(separator: "/").last.map(String.init) ?? "", url: parts[0])
        link.isYanked = isYanked
        for field in parts.dropFirst().joined().split(separator: "&") where field.hasPrefix("sha256=") {
            link.sha256 = String(field.dropFirst("sha256=".count))
        }
        return link
    }
}
