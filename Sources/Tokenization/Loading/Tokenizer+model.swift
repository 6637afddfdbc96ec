internal import Foundation
package import ModelFiles

extension Tokenizer {
    /// A model's tokenizer: that of its GGUF file, or the `tokenizer.json` in its directory. Blocks while files are read.
    package convenience init(_ model: ModelFile) throws {
        guard let directory = model.directory else {
            try self.init(gguf: model.metadata)
            return
        }
        let path = directory + "/tokenizer.json"
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw TokenizationError("\(path) cannot be read, and the model's tokenizer is nowhere else")
        }
        let configuration = FileManager.default.contents(atPath: directory + "/tokenizer_config.json")
        try self.init(json: bytes, configuration: configuration)
    }
}
