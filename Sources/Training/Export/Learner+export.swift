import Foundation
import Kernels
package import ModelFiles

extension Learner {
    /// Writes the model as a GGUF file, with the vocabulary and the chat template of `vocabulary`. Whole in its place, or not at all.
    package func export(to path: String, name: String, type: TensorType, vocabulary: Metadata) throws {
        var writer = GGUFWriter()
        writer.set("general.architecture", .string("llama"))
        writer.set("general.name", .string(name))
        setShape(&writer)
        for key in vocabulary.keys where key.hasPrefix("tokenizer.") {
            if let value = try vocabulary.value(key) { writer.set(key, value) }
        }
        for tensor in parameters.layout.tensors {
            let isPlain = tensor.shape.count == 1
            // Blocks of 32 weights do not fit every width.
            let fitting: TensorType = type == .q8_0 && tensor.shape[0] % 32 != 0 ? .f16 : type
            let chosen = isPlain ? .f32 : fitting
            writer.add(tensor.name, chosen, shape: tensor.shape, bytes: stored(tensor, as: chosen))
        }
        do {
            try Data(writer.bytes()).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw TrainingError(.unwritable, "\(path): the model cannot be written: \(error.localizedDescription)")
        }
    }

    private func setShape(_ writer: inout GGUFWriter) {
        func set(_ key: String, _ value: Int) { writer.set("llama." + key, .uint32(UInt32(truncatingIfNeeded: value))) }
        set("vocab_size", shape.vocabulary)
        set("context_length", shape.context)
        set("embedding_length", shape.width)
        set("block_count", shape.layers)
        set("feed_forward_length", shape.feedForward)
        set("attention.head_count", shape.heads)
        set("attention.head_count_kv", shape.keyValueHeads)
        set("rope.dimension_count", shape.headSize)
        writer.set("llama.rope.freq_base", .float32(shape.ropeBase))
        writer.set("llama.attention.layer_norm_rms_epsilon", .float32(shape.epsilon))
    }

    private func stored(_ tensor: ParameterLayout.Tensor, as type: TensorType) -> [UInt8] {
        let weights = parameters.weights + tensor.range.lowerBound
        let kind = mk_type(rawValue: type.rawValue)
        let count = tensor.range.count
        let bytes = count / Int(mk_block_weights(kind)) * Int(mk_block_bytes(kind))
        return unsafe [UInt8](unsafeUninitializedCapacity: bytes) { buffer, filled in
            _ = unsafe mk_quantise(kind, weights.start, Int64(count), buffer.baseAddress)
            filled = bytes
        }
    }
}
