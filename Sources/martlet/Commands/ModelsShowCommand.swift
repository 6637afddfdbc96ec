import Configuration
import Downloads
import Foundation
import JSON
import ModelFiles

extension Command {
    static let modelsShow = Command(
        name: "models show",
        summary: "shows what is in a model's file, and the memory it would take",
        operands: "NAME|FILE",
        options: [
            Option("--config", "FILE", "the YAML file (default: martlet.yaml)"),
            Option("--tensors", nil, "list every tensor"),
            Option("--metadata", nil, "list every key that a GGUF file has"),
            Option("--context", "N", "the memory it would take with a context of so many tokens"),
            Option("--json", nil, "print JSON"),
        ],
        details: """
            NAME is a model of the models directory: then it is told where it is from, too, and which versions there are.
            FILE is a GGUF file (of a split one any part), or a directory with config.json and safetensors files.
            Exit codes: 0 it is a model that Martlet can run, 1 it cannot be read, is damaged, or is of another kind.
            """
    ) { arguments in
        guard let given = arguments.operands.first, arguments.operands.count == 1 else {
            throw UsageError("'martlet models show' takes one NAME or FILE")
        }
        let (path, record) = place(of: given, arguments)
        var card: ModelCard
        do throws(ModelFileError) { card = try ModelCard(ModelFile.open(path)) } catch {
            throw CommandError(Terminal.harmless(error.description))
        }
        if let context = try arguments.int("--context", in: 1...1_000_000_000) { card.contexts = [context] }
        let wants = (tensors: arguments.has("--tensors"), metadata: arguments.has("--metadata"))
        if arguments.has("--json") {
            Terminal.json {
                ModelCardView.write(card, record, tensors: wants.tensors, metadata: wants.metadata, to: &$0)
            }
        } else {
            Terminal.write(ModelCardView.text(card, record, tensors: wants.tensors, metadata: wants.metadata))
        }
        return 0
    }

    /// A file or folder as it is named; else the model of that name in the models directory.
    private static func place(of given: String, _ arguments: Arguments) -> (path: String, record: ModelRecord?) {
        guard !given.contains("/") || given.hasPrefix("native/"), let settings = try? Settings.load(arguments).settings
        else {
            return (given, nil)
        }
        let name = given.hasPrefix("native/") ? String(given.dropFirst(7)) : given
        let shelf = ModelShelf(settings.modelsDirectory)
        let record = shelf.record(of: name)
        if FileManager.default.fileExists(atPath: given) { return (given, nil) }
        let candidates = (record?.active?.entries ?? []) + [name + ".gguf", name]
        let found = candidates.map { "\(settings.modelsDirectory)/\($0)" }.first {
            FileManager.default.fileExists(atPath: $0)
        }
        return (found ?? given, record)
    }
}

/// A model card for people and for scripts.
enum ModelCardView {
    static func text(_ card: ModelCard, _ record: ModelRecord? = nil, tensors: Bool, metadata: Bool) -> String {
        let name = (card.file.description.name ?? card.file.path).replacing("\n", with: " ")
        var text = Terminal.styled(Terminal.harmless(name), .bold) + "\n"
        for (title, value) in facts(card, record) {
            let line = Terminal.harmless(value).replacing("\n", with: " ")
            text += "  " + Terminal.styled(title.padded(to: 14), .dim) + line + "\n"
        }
        if card.parameterCount > 0 { text += "\n" + types(card) + "\n" + memory(card) }
        if metadata { text += "\n" + keys(card.file.metadata) }
        if tensors { text += "\n" + list(card.file.tensors) }
        return text
    }

    private static func facts(_ card: ModelCard, _ record: ModelRecord?) -> [(title: String, value: String)] {
        let model = card.file.description
        let files = card.fileCount == 1 ? "" : " in \(card.fileCount) files"
        var facts: [(title: String, value: String)] = [
            ("architecture", model.architecture.rawValue),
            ("parameters", parameters(card)),
            ("file", "\(format(card.file.format)), \(CatalogView.bytes(card.fileBytes))\(files)"),
            ("context", "\(grouped(model.contextLength)) tokens" + window(model)),
            (
                "layers",
                "\(model.layerCount), \(grouped(model.embeddingLength)) wide, feed-forward \(feedForward(model))"
            ),
            ("heads", heads(model)),
            ("positions", positions(model)),
            ("vocabulary", "\(grouped(model.vocabularySize)) tokens" + (card.tokenizer.map { ", \($0)" } ?? "")),
        ]
        if model.architecture.isEncoder || model.pooling != .none {
            facts.append(("embeddings", pooling(model.pooling)))
        } else {
            facts.append(("chat template", card.hasChatTemplate ? "yes" : "none"))
        }
        facts.append(("licence", model.licence ?? record?.active?.licence ?? "not named"))
        if let record { facts += provenance(record) }
        if !card.file.unusedTensors.isEmpty {
            facts.append(("not used", card.file.unusedTensors.sorted().joined(separator: ", ")))
        }
        return facts
    }

    private static func parameters(_ card: ModelCard) -> String {
        guard card.parameterCount > 0 else { return "none: it is a vocabulary alone" }
        let bits = String(format: "%.2f", card.bitsPerWeight)
        return "\(count(card.parameterCount)) (\(grouped(card.parameterCount))), "
            + "\(card.quantisation) at \(bits) bits a weight"
    }

    private static func format(_ format: ModelFile.Format) -> String {
        switch format {
        case .gguf(let version): "GGUF version \(version)"
        case .safetensors: "safetensors"
        }
    }

    private static func window(_ model: ModelDescription) -> String {
        guard let window = model.slidingWindow else { return "" }
        let sliding = (0..<model.layerCount).count { model.slides($0) }
        let layers = sliding == model.layerCount ? "all layers" : "\(sliding) of \(model.layerCount) layers"
        return ", a window of \(grouped(window)) in \(layers)"
    }

    private static func feedForward(_ model: ModelDescription) -> String {
        guard model.expertCount > 0 else { return grouped(model.feedForwardLength) }
        return "\(grouped(model.expertFeedForwardLength)), \(model.expertsUsed) of \(model.expertCount) experts a token"
    }

    private static func heads(_ model: ModelDescription) -> String {
        let shared =
            model.keyValueHeadCount == model.headCount ? "" : ", \(model.keyValueHeadCount) for keys and values"
        return "\(model.headCount) of \(model.headSize)\(shared)"
    }

    private static func positions(_ model: ModelDescription) -> String {
        guard model.rotarySize > 0 else { return "learned" }
        let base = model.rotaryBase == model.rotaryBase.rounded() && model.rotaryBase < 1e15
        var text = "rotary, base \(base ? grouped(Int(model.rotaryBase)) : String(model.rotaryBase))"
        if model.rotarySize < model.headSize { text += ", \(model.rotarySize) of \(model.headSize) values" }
        switch model.rotaryScaling {
        case .none: break
        case .linear(let factor): text += ", stretched \(number(factor))-fold"
        case .llama3(let factor, _, _, let context):
            text += ", Llama 3's scaling \(number(factor))-fold from \(grouped(context))"
        case .yarn(let factor, let context, _, _, _, _):
            text += ", YaRN \(number(factor))-fold from \(grouped(context))"
        case .longRope(_, _, let context, _): text += ", LongRoPE from \(grouped(context))"
        case .divisors: text += ", scaled by frequency"
        }
        return text
    }

    private static func pooling(_ pooling: ModelDescription.Pooling) -> String {
        switch pooling {
        case .none: "a vector for each token"
        case .mean: "the mean of all tokens"
        case .first: "the first token's"
        case .last: "the last token's"
        }
    }

    // MARK: Tables

    private static func types(_ card: ModelCard) -> String {
        var table = Table(
            ("TYPE", .left),
            ("TENSORS", .right),
            ("WEIGHTS", .right),
            ("SIZE", .right),
            ("SHARE", .right)
        )
        let total = card.shares.reduce(0.0) { $0 + Double($1.byteCount) }
        for share in card.shares {
            table.add(
                Table.Cell(share.type.name, .bold),
                Table.Cell(String(share.tensorCount)),
                Table.Cell(count(share.weightCount)),
                Table.Cell(CatalogView.bytes(share.byteCount)),
                Table.Cell(String(format: "%.1f %%", 100 * Double(share.byteCount) / max(total, 1)))
            )
        }
        return table.text
    }

    private static func memory(_ card: ModelCard) -> String {
        var table = Table(
            ("CONTEXT", .right),
            ("WEIGHTS", .right),
            ("CACHE", .right),
            ("BUFFERS", .right),
            ("VOCABULARY", .right),
            ("MEMORY", .right)
        )
        for estimate in card.memory {
            table.add(
                Table.Cell(grouped(estimate.context)),
                Table.Cell(CatalogView.bytes(estimate.weights)),
                Table.Cell(CatalogView.bytes(estimate.cache)),
                Table.Cell(CatalogView.bytes(estimate.buffers)),
                Table.Cell(CatalogView.bytes(estimate.vocabulary)),
                Table.Cell(CatalogView.bytes(estimate.total), .bold)
            )
        }
        return table.text
    }

    private static func keys(_ metadata: Metadata) -> String {
        var table = Table(("KEY", .left), ("VALUE", .left))
        for key in metadata.keys {
            let value = (metadata.text(key) ?? "").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
            table.add(Table.Cell(key), Table.Cell(value))
        }
        return table.isEmpty ? "it has no metadata\n" : table.text
    }

    private static func list(_ tensors: [TensorInfo]) -> String {
        var table = Table(("TENSOR", .left), ("TYPE", .left), ("SHAPE", .left), ("SIZE", .right))
        for tensor in tensors {
            table.add(
                Table.Cell(tensor.name.replacing("\n", with: "\\n")),
                Table.Cell(tensor.type.name),
                Table.Cell(tensor.shapeText),
                Table.Cell(CatalogView.bytes(tensor.byteCount))
            )
        }
        return table.text
    }

    // MARK: Numbers

    /// `1.24 B`
    private static func count(_ number: Int) -> String {
        let units: [(Double, String)] = [(1e12, " T"), (1e9, " B"), (1e6, " M"), (1e3, " K")]
        guard let (size, unit) = units.first(where: { Double(number) >= $0.0 }) else { return String(number) }
        let value = Double(number) / size
        return String(format: value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value) + unit
    }

    /// `131,072`
    private static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}
