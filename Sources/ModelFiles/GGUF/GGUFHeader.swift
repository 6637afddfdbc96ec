/// What stands before the weights in one GGUF file.
struct GGUFHeader {
    let file: FileBytes
    let version: Int
    let metadata: Metadata
    let tensors: [Tensor]

    struct Tensor {
        let name: String
        let type: TensorType
        let shape: [Int]
        let byteCount: Int
        /// Of its weights: first from the weights' start, in the end from the file's.
        var offset: Int

        func info(file: Int) -> TensorInfo {
            TensorInfo(
                name: name,
                type: type,
                shape: shape,
                byteCount: byteCount,
                place: .stored(file: file, offset: offset)
            )
        }
    }

    static let magic: UInt32 = 0x4655_4747  // "GGUF"
    static let defaultAlignment = 32

    init(_ file: FileBytes) throws(ModelFileError) {
        self.file = file
        var cursor = GGUFCursor(file)
        version = try Self.version(&cursor)
        // A tensor takes a name's length, a rank, a type and an offset; a key its name's length, a type and a value.
        let tensorCount = try cursor.count(of: "tensors", atLeast: 24)
        let keyCount = try cursor.count(of: "metadata keys", atLeast: 13)
        metadata = try Metadata(&cursor, count: keyCount)
        let alignment = try Self.alignment(metadata)
        var tensors: [Tensor] = []
        tensors.reserveCapacity(min(tensorCount, 4096))
        for number in 0..<tensorCount { tensors.append(try Self.tensor(&cursor, number, alignment)) }
        try Self.place(&tensors, cursor, alignment)
        self.tensors = tensors
    }

    private static func version(_ cursor: inout GGUFCursor) throws(ModelFileError) -> Int {
        guard cursor.remaining >= 4, try cursor.number(UInt32.self, of: "its first bytes") == magic else {
            throw cursor.malformed("it is not a GGUF file: it does not begin with 'GGUF'")
        }
        let version = try cursor.number(UInt32.self, of: "its version")
        switch version {
        case 2, 3: return Int(version)
        case 1:
            throw ModelFileError(
                .unsupported,
                file: cursor.file.path,
                "it is GGUF version 1, which nothing writes any more; convert the model again with a current converter"
            )
        case let version where version.byteSwapped <= 0xffff:
            throw ModelFileError(
                .unsupported,
                file: cursor.file.path,
                "it is a big-endian GGUF file, for machines such as s390x; get the little-endian one"
            )
        default:
            throw ModelFileError(
                .unsupported,
                file: cursor.file.path,
                "it is GGUF version \(version), and Martlet reads 2 and 3; a newer Martlet may read it"
            )
        }
    }

    private static func alignment(_ metadata: Metadata) throws(ModelFileError) -> Int {
        guard let alignment = try metadata.int("general.alignment") else { return defaultAlignment }
        guard (8...(1 << 30)).contains(alignment), alignment & (alignment - 1) == 0 else {
            throw ModelFileError(
                .malformed,
                file: metadata.file,
                "general.alignment should be a power of two of 8 or more, but is \(alignment)"
            )
        }
        return alignment
    }

    private static func tensor(
        _ cursor: inout GGUFCursor,
        _ number: Int,
        _ alignment: Int
    ) throws(ModelFileError) -> Tensor {
        let name = try cursor.string(of: "the name of tensor \(number + 1)")
        let rank = try cursor.number(UInt32.self, of: name)
        guard rank <= 4 else { throw cursor.malformed("the tensor \(name) has \(rank) dimensions; GGUF has up to 4") }
        var shape: [Int] = []
        for _ in 0..<rank {
            let dimension = try cursor.number(UInt64.self, of: name)
            guard let fits = Int(exactly: dimension), fits > 0 else {
                throw cursor.malformed("the tensor \(name) has a dimension of \(dimension)")
            }
            shape.append(fits)
        }
        if shape.isEmpty { shape = [1] }
        let raw = try cursor.number(UInt32.self, of: name)
        let offset = try cursor.number(UInt64.self, of: name)
        guard let type = TensorType(rawValue: raw) else {
            throw ModelFileError(
                .unsupported,
                file: cursor.file.path,
                "the tensor \(name) is stored as \(TensorType.unknownName(raw)), which Martlet cannot compute with; "
                    + "get the model as Q4_K_M, Q8_0 or another of: "
                    + TensorType.allCases.map(\.name).joined(separator: ", ")
            )
        }
        guard let byteCount = type.byteCount(shape: shape) else {
            throw cursor.malformed(
                "the tensor \(name) of \(type.name) cannot have the shape \(shape): "
                    + "its rows are of whole blocks of \(type.blockWeights), and its size must be countable"
            )
        }
        guard let fits = Int(exactly: offset), fits % alignment == 0 else {
            throw cursor.malformed("the tensor \(name) lies at \(offset), which is no multiple of \(alignment)")
        }
        return Tensor(name: name, type: type, shape: shape, byteCount: byteCount, offset: fits)
    }

    /// Makes offsets count from the file's start, and checks that each tensor lies within the file and apart from the
    /// others, and has a name of its own.
    private static func place(
        _ tensors: inout [Tensor],
        _ cursor: GGUFCursor,
        _ alignment: Int
    ) throws(ModelFileError) {
        let end = cursor.file.count
        // Nothing overflows: the cursor is within the file, and an alignment is at most 2^30.
        let start = (cursor.offset + alignment - 1) / alignment * alignment
        var names = Set<String>(minimumCapacity: tensors.count)
        for index in tensors.indices {
            let tensor = tensors[index]
            guard names.insert(tensor.name).inserted else {
                throw cursor.malformed("the tensor \(tensor.name) stands in it twice")
            }
            guard start <= end, tensor.offset <= end - start, tensor.byteCount <= end - start - tensor.offset else {
                throw cursor.malformed(
                    "the tensor \(tensor.name) lies beyond the file's end; it was cut short, download it again"
                )
            }
            tensors[index].offset += start
        }
        let order = tensors.sorted { $0.offset < $1.offset }
        for (before, after) in zip(order, order.dropFirst()) where before.offset + before.byteCount > after.offset {
            throw cursor.malformed("the tensors \(before.name) and \(after.name) overlap")
        }
    }
}

extension TensorType {
    /// The name of a type that cannot be read, if GGUF has it.
    static func unknownName(_ raw: UInt32) -> String {
        let names: [UInt32: String] = [
            9: "Q8_1", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S",
            22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64", 29: "IQ1_M",
            34: "TQ1_0", 35: "TQ2_0", 40: "NVFP4",
        ]
        return names[raw] ?? "type \(raw)"
    }
}
