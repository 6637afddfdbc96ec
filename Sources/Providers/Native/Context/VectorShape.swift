/// How a vector is given out: how many of its numbers, and whether with the length 1.
struct VectorShape: Sendable {
    var dimensions: Int?
    var normalises: Bool

    func apply(_ vector: [Float]) -> [Float] {
        var vector = vector
        if let dimensions, dimensions < vector.count { vector.removeLast(vector.count - dimensions) }
        guard normalises else { return vector }
        let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard length > 0, length.isFinite else { return vector }
        return vector.map { Float(Double($0) / length) }
    }
}
