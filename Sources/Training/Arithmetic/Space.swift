import Engine

/// Hands out a memory's bytes for numbers of each kind, with a line behind each piece that may be read and is not used.
struct Space {
    private var bump: Bump
    private let arithmetic: Arithmetic

    init(_ memory: MappedMemory, _ arithmetic: Arithmetic) {
        bump = Bump(memory)
        self.arithmetic = arithmetic
    }

    mutating func bytes(_ count: Int) throws(TrainingError) -> UnsafeMutableRawPointer {
        guard let piece = unsafe bump.take(bytes: count + 64) else {
            throw TrainingError(.noResources, "a reservation of memory is smaller than what was asked of it")
        }
        return unsafe piece
    }

    mutating func floats(_ count: Int) throws(TrainingError) -> Floats { unsafe Floats(try bytes(count * 4)) }

    mutating func integers(_ count: Int) throws(TrainingError) -> Integers { unsafe Integers(try bytes(count * 4)) }

    mutating func elements(_ count: Int) throws(TrainingError) -> Elements {
        unsafe Elements(try bytes(count * arithmetic.elementBytes), bytes: arithmetic.elementBytes)
    }

    mutating func right(reduction: Int, columns: Int) throws(TrainingError) -> Arithmetic.Right {
        let packed = try elements(arithmetic.rightElements(reduction: reduction, columns: columns))
        return Arithmetic.Right(packed: packed, reduction: reduction, columns: columns)
    }
}

/// A count in blocks of the same size, of which the last may be smaller. Which numbers share a block depends on nothing else, so that
/// sums over blocks do not depend on how many threads there are.
struct Blocks {
    let total: Int
    let size: Int

    init(_ total: Int, by size: Int) {
        self.total = total
        self.size = size
    }

    var count: Int { (total + size - 1) / size }

    subscript(block: Int) -> Range<Int> { (block * size)..<min((block + 1) * size, total) }
}
