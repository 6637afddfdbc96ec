import Kernels
import ModelFiles

// Which tensors make which part of a layer. Where architectures differ in names, it is said here and nowhere else.

extension WeightReader {
    mutating func layer(_ index: Int) throws(EngineError) -> LayerWeights {
        try LayerWeights(attention: attention(index), feedForward: feedForward(index))
    }

    private mutating func attention(_ index: Int) throws(EngineError) -> AttentionWeights {
        let prefix = "blk.\(index)."
        let plan = blueprint
        var norms = BlockNorms()
        switch file.description.architecture {
        case .bert, .nomicBERT:
            norms.closing = try norm(prefix + "attn_output_norm")
        case .gemma2:
            norms.before = try norm(prefix + "attn_norm")
            norms.after = try norm(prefix + "post_attention_norm")
        case .llama, .qwen2, .qwen3, .phi3, .gptOSS:
            norms.before = try norm(prefix + "attn_norm")
        }

        var inputForms = InputForms(columns: plan.width)
        let queries: Projection
        let keys: Projection
        let values: Projection
        if has(prefix + "attn_qkv.weight") {
            let stacked = [plan.queryWidth + plan.keyWidth + plan.valueWidth]
            func part(_ rows: Range<Int>) throws(EngineError) -> Projection {
                try projection(
                    prefix + "attn_qkv.weight",
                    columns: plan.width,
                    rows: rows,
                    stacked: stacked,
                    bias: prefix + "attn_qkv.bias",
                    form: &inputForms
                )
            }
            let keyStart = plan.queryWidth
            let valueStart = keyStart + plan.keyWidth
            queries = try part(0..<keyStart)
            keys = try part(keyStart..<valueStart)
            values = try part(valueStart..<stacked[0])
        } else {
            func whole(_ name: String, _ rows: Int) throws(EngineError) -> Projection {
                try projection(
                    prefix + name + ".weight",
                    columns: plan.width,
                    rows: 0..<rows,
                    bias: prefix + name + ".bias",
                    form: &inputForms
                )
            }
            queries = try whole("attn_q", plan.queryWidth)
            keys = try whole("attn_k", plan.keyWidth)
            values = try whole("attn_v", plan.valueWidth)
        }

        var outputForms = InputForms(columns: plan.attendedWidth)
        let output = try projection(
            prefix + "attn_output.weight",
            columns: plan.attendedWidth,
            rows: 0..<plan.width,
            bias: prefix + "attn_output.bias",
            form: &outputForms
        )

        return try AttentionWeights(
            norms: norms,
            inputForms: inputForms,
            outputForms: outputForms,
            queries: queries,
            keys: keys,
            values: values,
            output: output,
            queryNorm: floats(prefix + "attn_q_norm.weight", [plan.headSize], ifPresent: !needsHeadNorms),
            keyNorm: floats(prefix + "attn_k_norm.weight", [plan.headSize], ifPresent: !needsHeadNorms),
            sinks: floats(
                prefix + "attn_sinks.weight",
                [plan.headCount],
                ifPresent: file.description.architecture != .gptOSS
            ),
            window: file.description.slides(index)
                ? min(file.description.slidingWindow ?? 0, file.description.contextLength) : 0
        )
    }

    private var needsHeadNorms: Bool { file.description.architecture == .qwen3 }

    private mutating func feedForward(_ index: Int) throws(EngineError) -> FeedForwardWeights {
        let prefix = "blk.\(index)."
        var norms = BlockNorms()
        switch file.description.architecture {
        case .bert, .nomicBERT:
            norms.closing = try norm(prefix + "layer_output_norm")
        case .gemma2:
            norms.before = try norm(prefix + "ffn_norm")
            norms.after = try norm(prefix + "post_ffw_norm")
        case .gptOSS:
            // What its files call the norm after attention is the one before the feed-forward block.
            norms.before = try norm(prefix + "post_attention_norm")
        case .llama, .qwen2, .qwen3, .phi3:
            norms.before = try norm(prefix + "ffn_norm")
        }

        var inputForms = InputForms(columns: blueprint.width)
        var hiddenForms = InputForms(columns: blueprint.feedForwardWidth)
        var router: Projection?
        let experts: [Experts.Expert]
        if case .experts(let count, _, _) = blueprint.feedForward {
            router = try projection(
                prefix + "ffn_gate_inp.weight",
                columns: blueprint.width,
                rows: 0..<count,
                bias: prefix + "ffn_gate_inp.bias",
                form: &inputForms
            )
            var all: [Experts.Expert] = []
            for expert in 0..<count {
                all.append(try self.expert(expert, of: count, prefix, &inputForms, &hiddenForms))
            }
            experts = all
        } else {
            experts = [try network(prefix, &inputForms, &hiddenForms)]
        }
        return try FeedForwardWeights(
            norms: norms,
            inputForms: inputForms,
            hiddenForms: hiddenForms,
            router: router,
            experts: self.experts(experts)
        )
    }

    /// The one network of a layer without experts.
    private mutating func network(
        _ prefix: String,
        _ inputForms: inout InputForms,
        _ hiddenForms: inout InputForms
    ) throws(EngineError) -> Experts.Expert {
        let hidden = blueprint.feedForwardWidth
        // Phi-3 stacks the gate on what it multiplies, under the name of the latter.
        let isStacked = file.description.architecture == .phi3 && !has(prefix + "ffn_gate.weight")
        func up(_ name: String, _ rows: Range<Int>, stacked: [Int]? = nil) throws(EngineError) -> Projection {
            try projection(
                prefix + name + ".weight",
                columns: blueprint.width,
                rows: rows,
                stacked: stacked,
                bias: prefix + name + ".bias",
                form: &inputForms
            )
        }
        var gate: Projection?
        if case .gated = blueprint.feedForward {
            gate = try isStacked ? up("ffn_up", 0..<hidden, stacked: [2 * hidden]) : up("ffn_gate", 0..<hidden)
        }
        return try Experts.Expert(
            gate: gate,
            up: isStacked ? up("ffn_up", hidden..<(2 * hidden), stacked: [2 * hidden]) : up("ffn_up", 0..<hidden),
            down: projection(
                prefix + "ffn_down.weight",
                columns: hidden,
                rows: 0..<blueprint.width,
                bias: prefix + "ffn_down.bias",
                form: &hiddenForms
            )
        )
    }

    private mutating func expert(
        _ index: Int,
        of count: Int,
        _ prefix: String,
        _ inputForms: inout InputForms,
        _ hiddenForms: inout InputForms
    ) throws(EngineError) -> Experts.Expert {
        let hidden = blueprint.feedForwardWidth
        let width = blueprint.width
        func part(
            _ name: String,
            _ columns: Int,
            _ rows: Int,
            _ forms: inout InputForms
        ) throws(EngineError) -> Projection {
            let range = (index * rows)..<((index + 1) * rows)
            var projection = try projection(
                prefix + name + ".weight",
                columns: columns,
                rows: range,
                stacked: [rows, count],
                form: &forms
            )
            if let bias = try floats(
                prefix + name + ".bias",
                [rows, count],
                slice: range,
                ifPresent: true
            ) {
                projection = projection.adding(bias)
            }
            return projection
        }
        return try Experts.Expert(
            gate: part("ffn_gate_exps", width, hidden, &inputForms),
            up: part("ffn_up_exps", width, hidden, &inputForms),
            down: part("ffn_down_exps", hidden, width, &hiddenForms)
        )
    }

    /// What stands around the layers.
    mutating func outer() throws(EngineError) -> OuterWeights {
        let model = file.description
        let isEncoder = model.architecture == .bert || model.architecture == .nomicBERT
        let embedding = try unsafe embedding("token_embd.weight")
        var outputForms = InputForms(columns: blueprint.width)
        var output: Projection?
        if !isEncoder {
            let name = has("output.weight") ? "output.weight" : "token_embd.weight"
            output = try projection(
                name,
                columns: blueprint.width,
                rows: 0..<blueprint.vocabularySize,
                bias: "output.bias",
                form: &outputForms
            )
        }
        let types = file.tensor(named: "token_types.weight")?.shape ?? []
        return try unsafe OuterWeights(
            embeddingType: embedding.type,
            embeddings: embedding.start,
            embeddingRowBytes: rowBytes(embedding.type, blueprint.width),
            positions: model.architecture == .bert
                ? required("position_embd.weight", [blueprint.width, model.contextLength]) : nil,
            tokenType: isEncoder && types.count <= 2
                ? floats(
                    "token_types.weight",
                    types.count == 2 ? [blueprint.width, types[1]] : [blueprint.width],
                    ifPresent: true
                ) : nil,
            embeddingNorm: isEncoder ? norm("token_embd_norm") : nil,
            finalNorm: isEncoder ? nil : norm("output_norm"),
            output: output,
            outputForms: outputForms
        )
    }
}
