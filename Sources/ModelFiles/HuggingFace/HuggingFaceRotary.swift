import Foundation

/// How a directory's model turns queries and keys by their position.
struct HuggingFaceRotary {
    let contextLength: Int
    let size: Int
    let base: Double
    let scaling: ModelDescription.RotaryScaling

    init(_ config: ConfigKeys, _ kind: HuggingFaceKind, headSize: Int) throws(ModelFileError) {
        let range = ModelDescription.Limit.context
        let context = try config.required(
            "max_position_embeddings",
            config.int("max_position_embeddings", "n_positions", in: range)
        )
        contextLength = context
        guard kind.architecture != .bert else {
            size = 0
            base = kind.rotaryBase
            scaling = .none
            return
        }
        let parameters = try Self.parameters(config)
        let ownBase = try parameters?.double("rope_theta")
        let outerBase = try config.double("rope_theta", "rotary_emb_base")
        base = ownBase ?? outerBase ?? kind.rotaryBase
        let ownPart = try parameters?.double("partial_rotary_factor")
        let outerPart = try config.double("partial_rotary_factor", "rotary_emb_fraction")
        let part = ownPart ?? outerPart ?? 1
        guard part > 0, part <= 1 else {
            throw ModelFileError(
                .malformed,
                file: config.file,
                "partial_rotary_factor should be above 0 and at most 1, but is \(part)"
            )
        }
        size = Int(Double(headSize) * part)
        if let factor = try config.double("rotary_scaling_factor"), factor != 1 {
            throw ModelFileError(
                .unsupported,
                file: config.file,
                "rotary_scaling_factor is \(factor), and Martlet runs \(kind.architecture.rawValue) without it"
            )
        }
        let outer = try config.int("original_max_position_embeddings", in: range)
        let inner = try parameters?.int("original_max_position_embeddings", in: range)
        scaling = try Self.scaling(
            parameters,
            kind,
            context: context,
            original: outer ?? inner ?? context
        )
    }

    /// transformers 4 has `rope_scaling` beside `rope_theta`; 5 has both in `rope_parameters`, which may hold one object
    /// for each kind of layer.
    private static func parameters(_ config: ConfigKeys) throws(ModelFileError) -> ConfigKeys? {
        guard let parameters = try config.object("rope_parameters", "rope_scaling") else { return nil }
        let full = try? parameters.object("full_attention")
        let sliding = try? parameters.object("sliding_attention")
        guard let one = full ?? sliding else { return parameters }
        if let full, let sliding, full.json != sliding.json {
            throw ModelFileError(
                .unsupported,
                file: config.file,
                "its layers turn by position in different ways, which Martlet's engine does not know"
            )
        }
        return one
    }

    private static func scaling(
        _ parameters: ConfigKeys?,
        _ kind: HuggingFaceKind,
        context: Int,
        original: Int
    ) throws(ModelFileError) -> ModelDescription.RotaryScaling {
        guard let parameters else {
            guard kind.architecture == .gptOSS else { return .none }
            return .yarn(
                factor: 32,
                originalContext: 4096,
                betaFast: 32,
                betaSlow: 1,
                attentionFactor: nil,
                truncates: false
            )
        }
        let type = try parameters.string("rope_type", "type") ?? "default"
        switch type {
        // The dynamic kind changes nothing within the context that the model names.
        case "default", "dynamic": return .none
        case "linear": return .linear(factor: try factor(parameters))
        case "llama3":
            let low = try parameters.double("low_freq_factor")
            let high = try parameters.double("high_freq_factor")
            return .llama3(
                factor: try factor(parameters),
                lowFrequencyFactor: try parameters.required("low_freq_factor", low),
                highFrequencyFactor: try parameters.required("high_freq_factor", high),
                originalContext: original
            )
        case "longrope", "su": return try longRope(parameters, context: context, original: original)
        case "yarn":
            if kind.architecture == .phi3 { return try longRope(parameters, context: context, original: original) }
            return try yarn(parameters, context: context, original: original)
        default:
            throw ModelFileError(
                .unsupported,
                file: parameters.file,
                "its rope_type is '\(type)', and Martlet knows default, dynamic, linear, llama3, longrope and yarn"
            )
        }
    }

    private static func factor(_ parameters: ConfigKeys) throws(ModelFileError) -> Double {
        try parameters.required("factor", parameters.double("factor"))
    }

    private static func yarn(
        _ parameters: ConfigKeys,
        context: Int,
        original: Int
    ) throws(ModelFileError) -> ModelDescription.RotaryScaling {
        let factor = try parameters.double("factor") ?? Double(context) / Double(original)
        var attention = try parameters.double("attention_factor")
        let part = try parameters.double("mscale")
        let whole = try parameters.double("mscale_all_dim")
        if attention == nil, let part, let whole, part != 0, whole != 0 {
            attention = magnitude(factor, part) / magnitude(factor, whole)
        }
        return .yarn(
            factor: factor,
            originalContext: original,
            betaFast: try parameters.double("beta_fast") ?? 32,
            betaSlow: try parameters.double("beta_slow") ?? 1,
            attentionFactor: attention ?? magnitude(factor, 1),
            truncates: try parameters.bool("truncate") ?? true
        )
    }

    private static func magnitude(_ factor: Double, _ scale: Double) -> Double {
        factor <= 1 ? 1 : 0.1 * scale * log(factor) + 1
    }

    private static func longRope(
        _ parameters: ConfigKeys,
        context: Int,
        original: Int
    ) throws(ModelFileError) -> ModelDescription.RotaryScaling {
        let factor = try parameters.double("factor") ?? Double(context) / Double(original)
        let given = try parameters.double("attention_factor")
        let short = try parameters.floats("short_factor")
        let long = try parameters.floats("long_factor")
        return .longRope(
            short: try parameters.required("short_factor", short),
            long: try parameters.required("long_factor", long),
            originalContext: original,
            attentionFactor: given ?? (factor <= 1 ? 1 : (1 + log(factor) / log(Double(original))).squareRoot())
        )
    }
}
