import Foundation
import ModelFiles
import Tokenization

extension Tokenizer {
    /// The tokenizer that comes with a model: of its GGUF file, or the `tokenizer.json` of its folder.
    convenience init(of file: ModelFile) throws {
        guard let directory = file.directory else {
            try self.init(gguf: file.metadata)
            return
        }
        guard let bytes = FileManager.default.contents(atPath: directory + "/tokenizer.json") else {
            throw ProviderError(
                .unsupported,
                "there is no tokenizer.json in \(directory): get it from where the model is from"
            )
        }
        let settings = FileManager.default.contents(atPath: directory + "/tokenizer_config.json")
        try self.init(json: bytes, configuration: settings)
    }
}
