/// A safetensors file: tensors by name, each a range of the file.
///
/// It begins with the length of its header, eight bytes little-endian; the header is a JSON object with a member for each
/// tensor: `{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}`, the offsets counted from the header's end.
struct SafetensorsFile {
    let bytes: FileBytes
    let tensors: [String: Tensor]

    struct Tensor: Equatable, Sendable {
        let kind: Kind
        /// Outermost first. May hold zeros, and be empty.
        let shape: [Int]
        /// Of the file.
        let range: Range<Int>
    }

    enum Kind: Equatable, Sendable {
        case float(TensorType)
        case uint8
        /// One that no weights of ours are in.
        case other(String)

        init(_ name: String) {
            self =
                switch name {
                case "F32": .float(.f32)
                case "F16": .float(.f16)
                case "BF16": .float(.bf16)
                case "U8": .uint8
                default: .other(name)
                }
        }

        var name: String {
            switch self {
            case .float(let type): type.name
            case .uint8: "U8"
            case .other(let name): name
            }
        }

        /// Bytes of a value; nil for types of less than one, and for unknown ones.
        var size: Int? {
            switch self {
            case .float(let type): type.blockBytes
            case .uint8: 1
            case .other(let name):
                switch name {
                case "F64", "I64", "U64", "C64": 8
                case "I32", "U32": 4
                case "I16", "U16": 2
                case "I8", "BOOL", "F8_E4M3", "F8_E5M2", "F8_E8M0": 1
                default: nil
                }
            }
        }
    }

    /// More than any model has; a limit that the format's own library knows too.
    private static let longestHeader = 100_000_000

    init(_ bytes: FileBytes) throws(ModelFileError) {
        self.bytes = bytes
        var cursor = GGUFCursor(bytes)
        let claimed = try cursor.number(UInt64.self, of: "the length of its header")
        guard let length = Int(exactly: claimed), length <= Self.longestHeader, length <= cursor.remaining else {
            throw cursor.malformed(
                "its header should be \(claimed) bytes long, which is more than \(Self.longestHeader) or than it holds; "
                    + "it is no safetensors file, or was cut short"
            )
        }
        var header = SafetensorsHeader(bytes, 8..<(8 + length))
        tensors = try header.read()
        try Self.check(tensors, bytes)
    }

    /// That the tensors do not overlap. That each is within the file, and as long as its shape says, is known.
    private static func check(_ tensors: [String: Tensor], _ bytes: FileBytes) throws(ModelFileError) {
        let order = tensors.filter { !$0.value.range.isEmpty }.sorted {
            ($0.value.range.lowerBound, $0.key) < ($1.value.range.lowerBound, $1.key)
        }
        for (before, after) in zip(order, order.dropFirst())
        where before.value.range.upperBound > after.value.range.lowerBound {
            throw ModelFileError(
                .malformed,
                file: bytes.path,
                "the tensors \(before.key) and \(after.key) overlap"
            )
        }
    }
}
