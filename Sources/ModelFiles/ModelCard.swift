import Foundation

/// What is worth knowing of a model's files before it is loaded.
package struct ModelCard: Sendable {
    package struct Share: Sendable, Equatable {
        package var type: TensorType
        package var tensorCount = 0
        package var weightCount = 0
        package var byteCount = 0
    }

    package let file: ModelFile
    /// Of all tensors that are used.
    package let parameterCount: Int
    /// Of the files that the model is in.
    package let fileBytes: Int
    package let fileCount: Int
    /// By how much is stored, the most first.
    package let shares: [Share]
    /// What the file calls its quantisation (`Q4_K_M`), or the type of most of its weights.
    package let quantisation: String
    /// The kind of tokenizer: `gpt2, llama-bpe`, or the file that it is in.
    package let tokenizer: String?
    package let hasChatTemplate: Bool
    /// For how long contexts it tells the memory.
    package var contexts: [Int]

    package init(_ file: ModelFile) throws(ModelFileError) {
        self.file = file
        var shares: [TensorType: Share] = [:]
        var parameterCount = 0
        for tensor in file.tensors {
            let weights = tensor.weightCount
            var share = shares[tensor.type, default: Share(type: tensor.type)]
            share.tensorCount += 1
            share.weightCount = Self.sum(share.weightCount, weights)
            share.byteCount = Self.sum(share.byteCount, tensor.byteCount)
            shares[tensor.type] = share
            parameterCount = Self.sum(parameterCount, weights)
        }
        self.parameterCount = parameterCount
        contexts = Self.contexts(upTo: file.description.contextLength)
        self.shares = shares.values.sorted { ($0.byteCount, $1.type.rawValue) > ($1.byteCount, $0.type.rawValue) }
        fileBytes = file.files.reduce(0) { Self.sum($0, $1.count) }
        fileCount = file.files.count
        let most = shares.values.max { $0.weightCount < $1.weightCount }?.type.name
        quantisation = try Self.named(file.metadata.int("general.file_type")) ?? most ?? "none"
        tokenizer = try Self.tokenizer(file)
        hasChatTemplate = Self.hasChatTemplate(file)
    }

    package var bitsPerWeight: Double {
        let bytes = shares.reduce(0.0) { $0 + Double($1.byteCount) }
        return parameterCount == 0 ? 0 : 8 * bytes / Double(parameterCount)
    }

    package var memory: [MemoryEstimate] { contexts.map { MemoryEstimate(file, context: $0) } }

    /// From 4,096 on, up to the model's own.
    private static func contexts(upTo own: Int) -> [Int] {
        if own <= 4096 { return own > 1024 ? [own / 2, own] : [own] }
        return [4096, 16_384, 32_768].filter { $0 < own } + [own]
    }

    // MARK: Particulars

    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, isOver) = left.addingReportingOverflow(right)
        return isOver ? .max : sum
    }

    /// The mixtures that llama.cpp's quantiser numbers.
    private static func named(_ type: Int?) -> String? {
        let names = [
            0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S",
            12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K",
            21: "Q2_K_S",
            32: "BF16", 38: "MXFP4",
        ]
        return type.flatMap { names[$0] }
    }

    private static func tokenizer(_ file: ModelFile) throws(ModelFileError) -> String? {
        if let directory = file.directory {
            let names = ["tokenizer.json", "tokenizer.model", "vocab.txt"]
            return names.first { FileManager.default.fileExists(atPath: directory + "/" + $0) }
        }
        guard let kind = try file.metadata.string("tokenizer.ggml.model") else { return nil }
        guard let splitter = try file.metadata.string("tokenizer.ggml.pre"), splitter != "default" else { return kind }
        return "\(kind), \(splitter)"
    }

    private static func hasChatTemplate(_ file: ModelFile) -> Bool {
        guard let directory = file.directory else { return file.metadata.has("tokenizer.chat_template") }
        if FileManager.default.fileExists(atPath: directory + "/chat_template.jinja") { return true }
        let settings = try? ConfigKeys(ifPresent: directory + "/tokenizer_config.json")
        return settings?.mentions("chat_template") ?? false
    }
}
