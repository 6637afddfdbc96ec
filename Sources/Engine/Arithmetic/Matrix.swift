import Kernels
import ModelFiles

/// A matrix of weights, the bias that is added to its products, and which of an input's prepared forms it takes.
@safe struct Projection: @unchecked Sendable {
    // Sendable and safe: the model that holds the weights outlives every step, and no step runs when they are moved.
    private let matrix: UnsafePointer<mk_matrix>
    private let bias: Floats?
    private let form: Int

    init(_ matrix: UnsafePointer<mk_matrix>, bias: Floats?, form: Int) {
        unsafe self.matrix = matrix
        self.bias = bias
        self.form = form
    }

    func adding(_ bias: Floats) -> Projection { unsafe Projection(matrix, bias: bias, form: form) }

    var rows: Int { unsafe Int(matrix.pointee.rows) }
    var columns: Int { unsafe Int(matrix.pointee.columns) }
    var bytesPerRow: Int { unsafe rowBytes(matrix.pointee.type, columns) }

    /// outputs[t][r] = bias[r] + W[r] . input[t] for rows in `range`, whose start is a multiple of 16.
    @inline(__always)
    func multiply(_ input: Prepared, tokens: Int, rows range: Range<Int>, into outputs: Rows) {
        unsafe mk_matmul(
            matrix,
            input.start(of: form),
            Int32(truncatingIfNeeded: tokens),
            Int32(truncatingIfNeeded: range.lowerBound),
            Int32(truncatingIfNeeded: range.upperBound),
            false,
            outputs.start.start,
            Int64(outputs.width)
        )
        guard let bias else { return }
        for token in 0..<tokens {
            Kernel.add(bias + range.lowerBound, range.count, into: outputs[token] + range.lowerBound)
        }
    }
}

/// Bytes of a row of this type, as stored.
@inline(__always)
func rowBytes(_ type: mk_type, _ columns: Int) -> Int {
    columns / max(1, Int(mk_block_weights(type))) * Int(mk_block_bytes(type))
}

/// The forms in which the matrices that share an input want it: at most three, as there are three of them (q, k, v).
struct InputForms: Sendable {
    let columns: Int
    private(set) var count = 0
    private var types = (MK_F32, MK_F32, MK_F32)

    init(columns: Int) { self.columns = columns }

    subscript(index: Int) -> mk_type {
        switch index {
        case 0: types.0
        case 1: types.1
        default: types.2
        }
    }

    /// The form that weights of this type take, added where it is new.
    mutating func index(for type: mk_type) -> Int {
        for index in 0..<count where mk_input_form(self[index]) == mk_input_form(type) { return index }
        switch count {
        case 0: types.0 = type
        case 1: types.1 = type
        default: types.2 = type
        }
        count += 1
        return count - 1
    }

    /// Room for one form of an input.
    func bytes(_ index: Int, tokens: Int) -> Int {
        let bytes = mk_input_bytes(self[index], Int32(columns), Int32(tokens))
        return (Int(bytes) + 63) / 64 * 64
    }

    func bytes(tokens: Int) -> Int { (0..<count).reduce(0) { $0 + bytes($1, tokens: tokens) } }
}

/// An input of `tokens` rows, in each of its forms one behind the other.
@safe struct Prepared: @unchecked Sendable {
    private let first: UnsafeMutableRawPointer
    private let second: UnsafeMutableRawPointer
    private let third: UnsafeMutableRawPointer
    private let forms: InputForms
    private let tokens: Int

    @inline(__always)
    init(at start: UnsafeMutableRawPointer, forms: InputForms, tokens: Int) {
        self.forms = forms
        self.tokens = tokens
        unsafe first = start
        unsafe second = forms.count > 1 ? start + forms.bytes(0, tokens: tokens) : start
        unsafe third = forms.count > 2 ? second + forms.bytes(1, tokens: tokens) : start
    }

    @inline(__always)
    func start(of form: Int) -> UnsafeMutableRawPointer {
        switch form {
        case 0: unsafe first
        case 1: unsafe second
        default: unsafe third
        }
    }

    /// Makes the tokens of `range` ready in every form.
    @inline(__always)
    func fill(_ range: Range<Int>, from values: Rows) {
        for form in 0..<forms.count {
            unsafe mk_prepare(
                forms[form],
                values.start.start,
                Int64(values.width),
                Int32(truncatingIfNeeded: forms.columns),
                Int32(truncatingIfNeeded: tokens),
                Int32(truncatingIfNeeded: range.lowerBound),
                Int32(truncatingIfNeeded: range.upperBound),
                start(of: form)
            )
        }
    }
}

extension mk_type {
    init(_ type: TensorType) { self.init(rawValue: type.rawValue) }
}
