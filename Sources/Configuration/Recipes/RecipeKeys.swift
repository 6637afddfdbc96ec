/// Every key of a recipe.
enum RecipeKeys {
    static let record = Record<TrainingRecipe>(model + data + learning + run)

    private static let model: [Field<TrainingRecipe>] = [
        Field("model.name", \.name, .text, "What the model is called in its file."),
        Field("model.layers", \.layers, .integer(1...256), "How many layers."),
        Field("model.width", \.width, .integer(16...16_384), "Numbers a token is described by: a multiple of 16."),
        Field("model.heads", \.heads, .integer(1...256), "Heads of attention; width / heads is a multiple of 16."),
        Field(
            "model.kv_heads",
            \.keyValueHeads,
            .integer(1...256),
            "Heads of keys and values; heads is a multiple of it."
        ),
        Field(
            "model.feed_forward",
            \.feedForward,
            .integer(16...65_536),
            "Hidden numbers of a layer: a multiple of 16."
        ),
        Field("model.context", \.context, .integer(2...131_072), "Tokens of the longest text."),
        Field(
            "model.rope_base",
            \.ropeBase,
            .number(1...1e9),
            "How slowly the slowest pair of numbers turns with position."
        ),
        Field("model.tied", \.isTied, .bool, "Whether tokens are read and told by one matrix."),
    ]

    private static let data: [Field<TrainingRecipe>] = [
        Field(
            "vocabulary",
            \.vocabulary,
            .text,
            "A GGUF file that has the vocabulary, with or without weights. Must be there, but with `vocabulary_size`."
        ),
        Field(
            "vocabulary_size",
            \.vocabularySize,
            .integer(260...1_000_000),
            "How many tokens it has: where the file is not there yet, they are learnt from the texts, and kept in it."
        ),
        Field("vocabulary_texts", \.vocabularyTexts, .integer(1...10_000_000), "From how many texts they are learnt."),
        sources,
        Field(
            "context_weight",
            \.contextWeight,
            .number(0...1),
            "What a token of the context counts, where one of an answer counts 1."
        ),
    ]

    private static let learning: [Field<TrainingRecipe>] = [
        Field(
            "seed",
            \.seed,
            .integer(0...Int(Int32.max)),
            "The same seed gives the same model, bit for bit, on the same kind of processor."
        ),
        Field("batch.tokens", \.batchTokens, .integer(1...16_777_216), "Tokens a step."),
        Field(
            "batch.rows",
            \.batchRows,
            .integer(64...65_536),
            "Tokens at a time: a step's are this many, several times. Less takes less memory."
        ),
        Field("schedule.steps", \.steps, .integer(1...10_000_000), "Steps altogether."),
        Field("schedule.peak", \.peak, .number(0...1), "The highest rate."),
        Field("schedule.warmup", \.warmup, .integer(0...1_000_000), "Steps until the rate is reached."),
        Field("schedule.floor", \.floor, .number(0...1), "What part of it is left at the end."),
        Field("optimiser.beta1", \.beta1, .number(0...0.9999), "How long AdamW remembers gradients."),
        Field("optimiser.beta2", \.beta2, .number(0...0.99999), "How long it remembers their squares."),
        Field("optimiser.decay", \.decay, .number(0...1), "How strongly weights are pulled towards zero."),
        Field("optimiser.clip", \.clip, .number(0...1e6), "Longer gradients are cut to this length; 0 cuts none."),
        Field("floats", \.floats, .bool, "Multiply floats even where the processor multiplies BF16, twice as fast."),
        Field("threads", \.threads, .integer(1...256), "How many threads; all cores where it is left out."),
    ]

    private static let run: [Field<TrainingRecipe>] = [
        Field("validation.every", \.validateEvery, .integer(1...10_000_000), "Steps between validations."),
        Field(
            "validation.texts",
            \.validationTexts,
            .integer(0...100_000),
            "Texts that are kept for it, of all sources together."
        ),
        Field(
            "validation.patience",
            \.patience,
            .integer(0...10_000),
            "Validations without a better one until it ends; 0 goes on."
        ),
        Field(
            "checkpoint.every",
            \.checkpointEvery,
            .duration(.seconds(1)...(.seconds(86_400))),
            "Time between checkpoints."
        ),
        Field("export", \.export, .choice, "The type of the weights in the model's file."),
    ]

    // MARK: Sources

    private static let sources = Field<TrainingRecipe>(
        "data",
        kind: "a list of mappings",
        "Where texts come from: each `built_in: NAME`, `chats: FILE.jsonl` or `text: FILE`, with a `weight`.",
        show: { _ in nil }
    ) { node, recipe, path, reading in
        guard case .sequence(let nodes) = node.content else {
            return reading.problem(
                "this is \(node.kind), not a list of sources",
                at: node.origin,
                remedy: "begin each source with \"- built_in:\", \"- chats:\" or \"- text:\""
            )
        }
        for (index, node) in nodes.enumerated() {
            var written = WrittenSource()
            writtenRecord.read(node, into: &written, path: "\(path)[\(index)]", &reading)
            let kinds: [TrainingRecipe.Source.Kind] = [
                written.builtIn.map { .builtIn($0) }, written.chats.map { .chats($0) }, written.text.map { .text($0) },
            ].compactMap(\.self)
            guard kinds.count == 1 else {
                reading.problem(
                    "a source is one of built_in, chats and text, and this is \(kinds.count) of them",
                    at: node.origin,
                    remedy: "write for example \"- chats: talks.jsonl\""
                )
                continue
            }
            recipe.sources.append(.init(kind: kinds[0], weight: written.weight, origin: node.origin))
        }
    }

    private struct WrittenSource {
        var builtIn: String?
        var chats: String?
        var text: String?
        var weight = 1.0
    }

    private static let writtenRecord = Record<WrittenSource>([
        Field("built_in", \.builtIn, .name, "A generator of the program."),
        Field("chats", \.chats, .text, "A file of conversations."),
        Field("text", \.text, .text, "A file of text."),
        Field("weight", \.weight, .number(0...1e6), "How often it is drawn from."),
    ])
}
