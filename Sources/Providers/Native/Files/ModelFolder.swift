import Foundation
import Logging
import ModelFiles
import Synchronization

/// The models in a directory: GGUF files, and folders as Hugging Face publishes them.
///
/// A model is called like its file without `.gguf`; of one in several parts, without the number of the part. What the
/// files say of themselves is kept until they change. Everything here blocks on the disk.
final class ModelFolder: Sendable {
    let path: String
    private let cards = Mutex<[String: (stamp: FileStamp, card: ModelInfo?)]>([:])

    init(_ path: String) { self.path = path }

    /// What is there, by name.
    func models() -> [ModelInfo] {
        let found = entries()
        let infos = found.compactMap { info(ofModelAt: $0.path, named: $0.name) }
        let paths = Set(found.map(\.path))
        cards.withLock { cards in cards = cards.filter { paths.contains($0.key) || !$0.key.hasPrefix(path + "/") } }
        return infos
    }

    /// Where the model of this name lies; nil where there is none. A name is one file's: it leads nowhere else.
    func path(ofModel name: String) -> String? {
        guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/"), !name.utf8.contains(0) else { return nil }
        for candidate in ["\(path)/\(name).gguf", "\(path)/\(name)"] where FileStamp(path: candidate) != nil {
            return candidate
        }
        return entries().first { $0.name == name }?.path
    }

    /// What the file says of itself; nil where it cannot be used, which the log tells once.
    func info(ofModelAt path: String, named name: String) -> ModelInfo? {
        guard let stamp = FileStamp(path: path) else { return nil }
        if let known = cards.withLock({ $0[path] }), known.stamp == stamp { return known.card?.named(name) }
        var card: ModelInfo?
        do throws(ModelFileError) {
            let file = try ModelFile.open(native: path)
            var info = ModelInfo(try ModelCard(file), stamp)
            info.capabilities = Capabilities.of(file, features: NativeProvider.abilities)
            card = info
        } catch {
            Log.warning("native", "a model is left out: \(error)")
        }
        cards.withLock { [card] in $0[path] = (stamp, card) }
        return card?.named(name)
    }

    private func entries() -> [(name: String, path: String)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        var found: [(name: String, path: String)] = []
        for name in names.sorted() where !name.hasPrefix(".") {
            let file = "\(path)/\(name)"
            if name.hasSuffix(".gguf") {
                if let model = Self.model(ofFile: name) { found.append((model, file)) }
            } else if FileStamp(path: file + "/config.json") != nil {
                found.append((name, file))
            }
        }
        return found
    }

    /// The model's name, of which this is the only or the first file.
    static func model(ofFile name: String) -> String? {
        let stem = name.hasSuffix(".gguf") ? name.dropLast(5) : Substring(name)
        let words = stem.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count > 3, words[words.count - 2] == "of", let part = number(words[words.count - 3]),
            number(words[words.count - 1]) != nil
        else { return String(stem) }
        return part == 1 ? words.dropLast(3).joined(separator: "-") : nil
    }

    /// The file, the folder, or all parts of what is in several files.
    static func files(ofModelAt path: String) -> [String] {
        let words = path.split(separator: "-", omittingEmptySubsequences: false)
        guard path.hasSuffix(".gguf"), words.count > 3, words[words.count - 2] == "of",
            let count = number(words[words.count - 1].dropLast(5)), number(words[words.count - 3]) != nil
        else { return [path] }
        let stem = words.dropLast(3).joined(separator: "-")
        return (1...max(1, count))
            .map { stem + String(format: "-%05d-of-%05d.gguf", $0, count) }
            .filter { FileStamp(path: $0) != nil }
    }

    private static func number(_ word: Substring) -> Int? {
        word.count == 5 && word.allSatisfy { $0.isASCII && $0.isNumber } ? Int(word) : nil
    }
}

extension ModelInfo {
    fileprivate init(_ card: ModelCard, _ stamp: FileStamp) {
        self.init(id: "")
        created = stamp.modified
        sizeInBytes = card.fileBytes
        family = card.file.description.architecture.rawValue
        parameterSize = Self.count(of: card.parameterCount)
        quantization = card.quantisation
        contextLength = card.file.description.contextLength
    }

    fileprivate func named(_ name: String) -> ModelInfo {
        var named = self
        named.id = name
        return named
    }

    /// `1.2B`
    private static func count(of weights: Int) -> String {
        switch weights {
        case 10_000_000_000...: "\(weights / 1_000_000_000)B"
        case 1_000_000_000...: String(format: "%.1fB", Double(weights) / 1e9)
        case 10_000_000...: "\(weights / 1_000_000)M"
        case 1_000_000...: String(format: "%.1fM", Double(weights) / 1e6)
        default: "\(weights / 1000)K"
        }
    }
}
