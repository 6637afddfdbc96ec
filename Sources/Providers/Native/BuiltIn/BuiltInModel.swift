import BuiltInModel
import Configuration
import ModelFiles

/// The small model that comes with the program, so that a first question has an answer with nothing installed: `native/martlet`.
///
/// It is one more model of the built-in engine, whose file is in the program. What is particular to it is here: that it reads
/// notes and knows Martlet, and no more than that, is what its note says; it answers with its likeliest words; and it is what
/// `default` means only where nothing else is there.
package struct BuiltInModel: Sendable, Equatable {
    /// What it is called, after its provider's name.
    package static let name = "martlet"

    /// What it is, and how to get another, for whoever sees it in a list.
    package static let note =
        "comes with Martlet: a small model that answers from the notes it is given and knows Martlet itself, nothing more; "
        + "for a bigger one: martlet pull ORG/NAME:Q4_K_M, Ollama, or a key (martlet doctor says how)"

    /// Where the program's own is, as a path: no file of the disk is called so.
    static let embeddedPath = "built-in:martlet.gguf"

    let path: String

    private init(path: String) { self.path = path }

    /// That of a file: for tests, and for those who try one before they build it in.
    package init(file path: String) { self.init(path: path) }

    /// That of this program; nil where it was built without one.
    package static var embedded: BuiltInModel? {
        martlet_model_size() > 0 ? BuiltInModel(path: embeddedPath) : nil
    }

    /// How it answers where neither the request nor the configuration says: with its likeliest words, and not for ever.
    static func settings(_ settings: ProviderSettings) -> ProviderSettings {
        var settings = settings
        settings.parameters.temperature = settings.parameters.temperature ?? 0
        settings.parameters.maxTokens = settings.parameters.maxTokens ?? 512
        return settings
    }
}

extension ModelFile {
    /// The model at a path of the disk, or the one in the program.
    static func open(native path: String) throws(ModelFileError) -> ModelFile {
        guard path == BuiltInModel.embeddedPath else { return try ModelFile.open(path) }
        let bytes = unsafe UnsafeRawBufferPointer(start: martlet_model(), count: martlet_model_size())
        return try ModelFile(gguf: unsafe GGUFFile(ofProgram: bytes, path: path))
    }
}

extension FileStamp {
    /// Of the model in the program: it never changes while that runs.
    static var ofProgram: FileStamp? {
        martlet_model_size() > 0 ? FileStamp(inode: 0, size: martlet_model_size()) : nil
    }
}
