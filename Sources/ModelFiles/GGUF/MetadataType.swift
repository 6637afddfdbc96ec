/// The types of GGUF's metadata; the raw values are the format's.
enum MetadataType: UInt32, Sendable {
    case uint8 = 0
    case int8 = 1
    case uint16 = 2
    case int16 = 3
    case uint32 = 4
    case int32 = 5
    case float32 = 6
    case bool = 7
    case string = 8
    case array = 9
    case uint64 = 10
    case int64 = 11
    case float64 = 12

    /// Bytes of a value, for the types of which each takes the same.
    var size: Int? {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        case .string, .array: nil
        }
    }

    /// The fewest bytes that a value takes: a string's length; an array's type and count.
    var leastSize: Int { size ?? (self == .string ? 8 : 12) }

    var isInteger: Bool {
        switch self {
        case .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64: true
        case .float32, .float64, .bool, .string, .array: false
        }
    }

    /// As an error names it.
    var name: String {
        switch self {
        case .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64: "a whole number"
        case .float32, .float64: "a number"
        case .bool: "a boolean"
        case .string: "a string"
        case .array: "an array"
        }
    }
}
