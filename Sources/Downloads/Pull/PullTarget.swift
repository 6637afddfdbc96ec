/// What a found model becomes in the models directory.
struct PullTarget: Sendable {
    let found: FoundModel
    let model: String
    /// The version's id, where it can be known before the files are here.
    let id: String?

    /// Throws where what was found has no name that a model can have.
    init(_ found: FoundModel, _ name: PullName) throws(DownloadError) {
        var found = found
        guard found.shape == .files else {
            model = name.model
            self.found = found
            id = Self.id(of: found.files)
            return
        }
        // The files decide: they are called what the model is, unless somebody has chosen.
        id = Self.id(of: found.files)
        let stems = Set(found.files.map(\.path.modelStem))
        guard stems.count == 1, let stem = stems.first else {
            throw DownloadError(.malformed, "\(found.source) has files of more than one model")
        }
        if name.isRenamed {
            for place in found.files.indices {
                let ending = found.files[place].path.name.dropFirst(stem.count)
                guard let path = RelativePath(name.model + ending) else {
                    throw DownloadError(.badName, "'\(name.model)' is no name for a model")
                }
                found.files[place].path = path
            }
            model = name.model
        } else {
            guard ModelName(stem) != nil else {
                throw DownloadError(
                    .badName,
                    "its file has a name that no model can have here: give it one with --name"
                )
            }
            model = stem
        }
        self.found = found
    }

    private static func id(of files: [RemoteFile]) -> String? {
        let digests = files.compactMap { file in file.digest.map { (file.path.description, $0.description) } }
        return digests.count == files.count ? ModelRecord.Version.id(of: digests) : nil
    }

    var isArchive: Bool { if case .archive = found.shape { true } else { false } }

    /// The folder that the files are put into; nil where they lie by themselves.
    var folder: String? { found.shape == .files ? nil : model }

    /// What lies in the models directory in the end.
    var entries: [String] { folder.map { [$0] } ?? found.files.map(\.path.name).sorted() }

    /// By which it is opened.
    var mainEntry: String { entries[0] }
}
