/// The tensors of a directory's safetensors files, under GGUF's names and in GGUF's forms.
struct HuggingFaceTensors {
    private let directory: String
    private let names: TensorNames
    private let isTied: Bool
    private(set) var tensors: [TensorInfo] = []
    /// Tensors of the files that the engine has no use for, by the files' names.
    private(set) var unused: [String] = []
    private var places: Set<String> = []
    /// A layer's experts, by the file's name for what they are.
    private var experts: [Int: [String: Stored]] = [:]

    private struct Stored {
        let file: Int
        let tensor: SafetensorsFile.Tensor
        let name: String
    }

    init(
        _ files: [SafetensorsFile],
        _ description: ModelDescription,
        isTied: Bool,
        directory: String
    ) throws(ModelFileError) {
        self.directory = directory
        self.isTied = isTied
        names = TensorNames(architecture: description.architecture, layerCount: description.layerCount)
        var owners: [String: Int] = [:]
        for (index, file) in files.enumerated() {
            for (name, tensor) in file.tensors.sorted(by: { $0.key < $1.key }) {
                guard owners.updateValue(index, forKey: name) == nil else {
                    throw malformed("two of its files have the tensor \(name)")
                }
                try add(Stored(file: index, tensor: tensor, name: name))
            }
        }
        for (layer, parts) in experts.sorted(by: { $0.key < $1.key }) { try addExperts(layer, parts) }
    }

    private func malformed(_ message: String) -> ModelFileError {
        ModelFileError(.malformed, file: directory, message)
    }

    private mutating func add(_ stored: Stored) throws(ModelFileError) {
        switch names.place(stored.name) {
        case .unused: unused.append(stored.name)
        case .unknown:
            throw ModelFileError(
                .unsupported,
                file: directory,
                "it has a tensor '\(stored.name)', for which \(names.architecture.rawValue) has no place; "
                    + "Martlet would compute something else than was meant"
            )
        case .experts(let layer, let what): experts[layer, default: [:]][what] = stored
        // The same weights as the embedding's, written twice.
        case .named("output.weight") where isTied: unused.append(stored.name)
        case .named(let name): try add(name, stored, try floatType(stored))
        case .plusOne(let name):
            let type = try floatType(stored)
            try add(name, .f32, Array(stored.tensor.shape.reversed()), convert(stored, type, .addOne))
        }
    }

    /// One that is as GGUF has it.
    private mutating func add(_ name: String, _ stored: Stored, _ type: TensorType) throws(ModelFileError) {
        let place: TensorInfo.Place =
            stored.tensor.range.lowerBound % 8 == 0
            ? .stored(file: stored.file, offset: stored.tensor.range.lowerBound) : convert(stored, type, .align)
        try add(name, type, Array(stored.tensor.shape.reversed()), place)
    }

    private mutating func add(
        _ name: String,
        _ type: TensorType,
        _ shape: [Int],
        _ place: TensorInfo.Place
    ) throws(ModelFileError) {
        guard (1...4).contains(shape.count), let byteCount = type.byteCount(shape: shape) else {
            throw malformed("the tensor that becomes \(name) cannot have the shape \(shape)")
        }
        guard places.insert(name).inserted else { throw malformed("two of its tensors become \(name)") }
        tensors.append(TensorInfo(name: name, type: type, shape: shape, byteCount: byteCount, place: place))
    }

    private func convert(_ stored: Stored, _ type: TensorType, _ step: Conversion.Step) -> TensorInfo.Place {
        .converted(Conversion(source: source(stored), sourceType: type, step: step))
    }

    private func source(_ stored: Stored) -> Conversion.Source {
        Conversion.Source(
            file: stored.file,
            offset: stored.tensor.range.lowerBound,
            shape: stored.tensor.shape,
            byteCount: stored.tensor.range.count
        )
    }

    private func floatType(_ stored: Stored) throws(ModelFileError) -> TensorType {
        guard case .float(let type) = stored.tensor.kind else {
            throw ModelFileError(
                .unsupported,
                file: directory,
                "the tensor \(stored.name) is stored as \(stored.tensor.kind.name), and Martlet reads F32, F16 and BF16; "
                    + "get the model unquantised, or as GGUF"
            )
        }
        return type
    }

    // MARK: Experts

    /// gpt-oss: all experts of a layer in one tensor, gate and up taking turns, as numbers (inputs by outputs) or as
    /// blocks of MXFP4 (outputs by inputs) with their scales.
    private mutating func addExperts(_ layer: Int, _ parts: [String: Stored]) throws(ModelFileError) {
        let block = "blk.\(layer)."
        for (what, stored) in parts.sorted(by: { $0.key < $1.key }) {
            switch what {
            case "gate_up_proj":
                try addMatrices(block + "ffn_gate_exps.weight", stored, first: 0, every: 2)
                try addMatrices(block + "ffn_up_exps.weight", stored, first: 1, every: 2)
            case "down_proj": try addMatrices(block + "ffn_down_exps.weight", stored, first: 0, every: 1)
            case "gate_up_proj_blocks":
                try addBlocks(block + "ffn_gate_exps.weight", stored, parts["gate_up_proj_scales"], first: 0, every: 2)
                try addBlocks(block + "ffn_up_exps.weight", stored, parts["gate_up_proj_scales"], first: 1, every: 2)
            case "down_proj_blocks":
                try addBlocks(block + "ffn_down_exps.weight", stored, parts["down_proj_scales"], first: 0, every: 1)
            case "gate_up_proj_bias":
                try addBiases(block + "ffn_gate_exps.bias", stored, first: 0)
                try addBiases(block + "ffn_up_exps.bias", stored, first: 1)
            case "down_proj_bias": try add(block + "ffn_down_exps.bias", stored, try floatType(stored))
            case "gate_up_proj_scales" where parts["gate_up_proj_blocks"] != nil: break
            case "down_proj_scales" where parts["down_proj_blocks"] != nil: break
            default: throw malformed("it has a tensor '\(stored.name)', which gpt-oss has no place for")
            }
        }
    }

    private mutating func addMatrices(
        _ name: String,
        _ stored: Stored,
        first: Int,
        every: Int
    ) throws(ModelFileError) {
        let shape = stored.tensor.shape
        guard shape.count == 3, shape[2] % every == 0 else { throw wrong(stored) }
        let type = try floatType(stored)
        let place = convert(stored, type, .transpose(first: first, every: every))
        try add(name, type, [shape[1], shape[2] / every, shape[0]], place)
    }

    private mutating func addBiases(_ name: String, _ stored: Stored, first: Int) throws(ModelFileError) {
        let shape = stored.tensor.shape
        guard shape.count == 2, shape[1] % 2 == 0 else { throw wrong(stored) }
        let type = try floatType(stored)
        try add(name, type, [shape[1] / 2, shape[0]], convert(stored, type, .pick(first: first, every: 2)))
    }

    private mutating func addBlocks(
        _ name: String,
        _ stored: Stored,
        _ scales: Stored?,
        first: Int,
        every: Int
    ) throws(ModelFileError) {
        guard let scales else { throw malformed("the tensor \(stored.name) has no scales beside it") }
        let shape = stored.tensor.shape
        guard stored.tensor.kind == .uint8, scales.tensor.kind == .uint8, shape.count == 4, shape[3] == 16,
            shape[1] % every == 0, scales.tensor.shape == Array(shape.dropLast()),
            !shape[2].multipliedReportingOverflow(by: 32).overflow
        else { throw wrong(stored) }
        let step = Conversion.Step.joinMXFP4(scales: source(scales), first: first, every: every)
        try add(name, .mxfp4, [shape[2] * 32, shape[1] / every, shape[0]], convert(stored, .mxfp4, step))
    }

    private func wrong(_ stored: Stored) -> ModelFileError {
        malformed(
            "the tensor \(stored.name) of \(stored.tensor.kind.name) cannot have the shape \(stored.tensor.shape)"
        )
    }
}
