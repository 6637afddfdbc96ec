import Kernels

/// One step through the model, as all its workers see it: which tokens, where they belong, which rows are wanted.
/// Plain addresses; `LoadedModel.compute` holds what they point to until the step has ended.
@safe struct Pass {
    let plan: Blueprint
    let weights: ModelWeights.Addresses
    let workspace: Workspace.Addresses
    let rows: Int
    private let places: UnsafePointer<RowPlace>
    private let slices: UnsafePointer<Slice>
    let sliceCount: Int
    /// The rows whose result is wanted, rising.
    private let wanted: UnsafePointer<Int32>
    let wantedCount: Int
    /// Floats of scratch for each worker's attention.
    let attentionScratch: Floats
    let attentionScratchLength: Int
    /// Where the wanted rows' results go.
    let result: Rows
    /// Whether those are the vocabulary's logits, or the rows of the stream as they are after the last layer.
    let wantsLogits: Bool
    private let control: UnsafeMutablePointer<Control>

    /// The arrays' memory must not move while the pass is used.
    init(
        plan: Blueprint,
        weights: ModelWeights.Addresses,
        workspace: Workspace.Addresses,
        places: UnsafeBufferPointer<RowPlace>,
        slices: UnsafeBufferPointer<Slice>,
        wanted: UnsafeBufferPointer<Int32>,
        attentionScratch: Floats,
        attentionScratchLength: Int,
        result: Rows,
        wantsLogits: Bool,
        control: UnsafeMutablePointer<Control>
    ) {
        self.plan = plan
        self.weights = weights
        self.workspace = workspace
        rows = places.count
        unsafe self.places = places.baseAddress.unsafelyUnwrapped
        unsafe self.slices = slices.baseAddress.unsafelyUnwrapped
        sliceCount = slices.count
        // Of none, any address will do.
        unsafe self.wanted = wanted.baseAddress ?? UnsafePointer(bitPattern: 64).unsafelyUnwrapped
        wantedCount = wanted.count
        self.attentionScratch = attentionScratch
        self.attentionScratchLength = attentionScratchLength
        self.result = result
        self.wantsLogits = wantsLogits
        unsafe self.control = control
    }

    @inline(__always)
    func place(_ row: Int) -> RowPlace { unsafe places[row] }

    @inline(__always)
    func slice(_ index: Int) -> Slice { unsafe slices[index] }

    @inline(__always)
    func wanted(_ index: Int) -> Int { unsafe Int(wanted[index]) }

    /// The most rows that the workspace has room for.
    var rowLimit: Int { workspace.rowLimit }

    func askCaller() { unsafe control.pointee.stops = control.pointee.isCancelled() }

    var stops: Bool { unsafe control.pointee.stops }

    /// Asked by the first worker between layers; all look at the answer after they have met.
    struct Control {
        let isCancelled: () -> Bool
        var stops = false

        /// Whether the caller has called off what `body` did.
        static func with(_ isCancelled: () -> Bool, _ body: (UnsafeMutablePointer<Control>) -> Void) -> Bool {
            withoutActuallyEscaping(isCancelled) { isCancelled in
                var control = Control(isCancelled: isCancelled)
                unsafe withUnsafeMutablePointer(to: &control) { unsafe body($0) }
                return control.stops
            }
        }
    }
}

/// A token of a step.
struct RowPlace: Sendable {
    let token: Int
    let position: Int
    /// Its sequence's, among the step's slices.
    let slice: Int
    /// Cosines and sines of its position.
    let turns: Floats?
}

/// The rows of one sequence, which stand together.
struct Slice: Sendable {
    let firstRow: Int
    let count: Int
    let firstPosition: Int
    let cache: KeyValueCache.Addresses
}
