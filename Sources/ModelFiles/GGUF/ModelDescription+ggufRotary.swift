import Foundation

extension ModelDescription {
    /// How a GGUF file stretches its positions: by its keys, or by tensors of a divisor for each frequency.
    static func rotaryScaling(
        _ file: GGUFFile,
        _ keys: ArchitectureKeys,
        _ architecture: Architecture
    ) throws(ModelFileError) -> RotaryScaling {
        let context = try keys.requiredInt("context_length", in: Limit.context)
        let original = try keys.int("rope.scaling.original_context_length", in: 0...Limit.context.upperBound)
        let originalContext = original.flatMap { $0 > 0 ? $0 : nil } ?? context
        let attention = try keys.double("rope.scaling.attn_factor")

        if let short = try file.floats("rope_factors_short.weight"),
            let long = try file.floats("rope_factors_long.weight")
        {
            return .longRope(short: short, long: long, originalContext: originalContext, attentionFactor: attention)
        }
        var factor = try keys.double("rope.scaling.factor")
        if factor == nil { factor = try keys.double("rope.scale_linear") }
        let scaling = try byKeys(keys, architecture, factor: factor ?? 0, originalContext, attention: attention)
        guard let divisors = try file.floats("rope_freqs.weight") else { return scaling }
        switch scaling {
        case .none: return .divisors(divisors)
        case .linear(let factor): return .divisors(divisors.map { $0 * Float(factor) })
        default:
            throw ModelFileError(
                .unsupported,
                file: file.path,
                "it has rope_freqs.weight beside another way of scaling positions, which Martlet does not know how to join"
            )
        }
    }

    private static func byKeys(
        _ keys: ArchitectureKeys,
        _ architecture: Architecture,
        factor: Double,
        _ originalContext: Int,
        attention: Double?
    ) throws(ModelFileError) -> RotaryScaling {
        switch try keys.string("rope.scaling.type") ?? "linear" {
        case "none": return .none
        // A factor of 0 or none at all stands for no scaling.
        case _ where factor == 0 || factor == 1: return .none
        case "linear": return .linear(factor: factor)
        case "yarn":
            let fast = try keys.double("rope.scaling.yarn_beta_fast") ?? 32
            let slow = try keys.double("rope.scaling.yarn_beta_slow") ?? 1
            // What the file gives comes on top of what the factor asks for.
            return .yarn(
                factor: factor,
                originalContext: originalContext,
                betaFast: fast,
                betaSlow: slow,
                attentionFactor: factor > 0 ? (attention ?? 1) * (1 + 0.1 * log(factor)) : nil,
                truncates: architecture != .gptOSS
            )
        case let other:
            throw ModelFileError(
                .unsupported,
                file: keys.metadata.file,
                "\(keys.prefix).rope.scaling.type is '\(other)', and Martlet knows none, linear, yarn and longrope "
                    + "(with its tensors rope_factors_short.weight and rope_factors_long.weight)"
            )
        }
    }
}

extension GGUFFile {
    /// The values of a small tensor that the description is made of. Nil where there is none of the name.
    func floats(_ name: String) throws(ModelFileError) -> [Float]? {
        guard let tensor = tensors.first(where: { $0.name == name }) else { return nil }
        guard tensor.type == .f32, tensor.weightCount <= 1 << 13, case .stored(let file, let offset) = tensor.place
        else {
            throw ModelFileError(
                .malformed,
                file: path,
                "the tensor \(name) should be a few F32 numbers, but is \(tensor.type.name) \(tensor.shapeText)"
            )
        }
        let bytes = unsafe files[file].slice(offset, tensor.byteCount)
        return (0..<bytes.count / 4).map { index in
            Float(
                bitPattern: UInt32(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
            )
        }
    }
}
