import Engine
import Kernels
package import ModelFiles

extension Learner {
    /// The model of a file, to be fine-tuned: its weights as floats, frozen but for what an adapter adds to them.
    ///
    /// Models of Llama's and Qwen 2's architecture are taken. Throws `TrainingError`, `EngineError` or `ModelFileError`.
    package convenience init(
        tuning file: ModelFile,
        context: Int,
        capacity: Int,
        threads: Int,
        floats: Bool = false
    ) throws {
        let description = file.description
        try Self.check(description, file.path)
        let context = min(context, description.contextLength)
        let shape = ModelShape(
            vocabulary: description.vocabularySize,
            width: description.embeddingLength,
            layers: description.layerCount,
            heads: description.headCount,
            keyValueHeads: description.keyValueHeadCount,
            feedForward: description.feedForwardLength,
            context: context,
            ropeBase: Float(description.rotaryBase),
            epsilon: description.normEpsilon,
            isTied: file.tensor(named: "output.weight") == nil
        )
        guard let arithmetic = Arithmetic.best(floats: floats) else {
            throw TrainingError(.noResources, "this machine has no kernels to learn with")
        }
        try self.init(shape, arithmetic, capacity: capacity, threads: threads)
        var variant = ModelVariant(turnsHalves: description.rotaryPairs == .halves, isFrozen: true)
        if file.tensor(named: "blk.0.attn_q.bias") != nil {
            variant.inputBiases = try (0..<shape.layers).map { try Self.inputBias(of: file, layer: $0, shape) }
        }
        try parameters.become(variant)
        guard let turns = try RotaryTurns.table(description, positions: context) else {
            throw TrainingError(.badData, "\(file.path): it turns positions in a way that is not learnt here")
        }
        for (index, value) in turns.enumerated() { space.turns[index] = value }
        for tensor in parameters.layout.tensors {
            try Self.copy(tensor.name, tensor.shape, of: file, to: parameters.weights + tensor.range.lowerBound)
        }
        pack()
    }

    private static func check(_ model: ModelDescription, _ path: String) throws(TrainingError) {
        let isKnown = model.architecture == .llama || model.architecture == .qwen2
        let isPlain =
            model.slidingWindow == nil && model.expertCount == 0 && model.attentionSoftcap == nil
            && model.finalSoftcap == nil && model.headSize * model.headCount == model.embeddingLength
            && model.valueSize == model.headSize && model.rotarySize == model.headSize
        guard isKnown, isPlain else {
            throw TrainingError(
                .badData,
                "\(path): models of Llama's and Qwen 2's architecture, without experts and sliding windows, are fine-tuned here; this is another"
            )
        }
    }

    private static func inputBias(of file: ModelFile, layer: Int, _ shape: ModelShape) throws -> [Float] {
        let kv = shape.keyValueHeads * shape.headSize
        return try [("q", shape.width), ("k", kv), ("v", kv)].flatMap { name, count in
            var values = [Float](repeating: 0, count: count)
            try unsafe values.withUnsafeMutableBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                try unsafe copy("blk.\(layer).attn_\(name).bias", [count], of: file, to: Floats(start))
            }
            return values
        }
    }

    private static func copy(_ name: String, _ shape: [Int], of file: ModelFile, to target: Floats) throws {
        let tensor = try file.expect(name, shape: shape)
        let bytes = try file.bytes(of: tensor)
        guard let start = unsafe bytes.buffer.baseAddress, bytes.count >= tensor.byteCount else {
            throw TrainingError(.badData, "\(file.path): the tensor \(name) is shorter than its shape says")
        }
        unsafe mk_dequantise(mk_type(rawValue: tensor.type.rawValue), start, Int64(tensor.weightCount), target.start)
    }
}
