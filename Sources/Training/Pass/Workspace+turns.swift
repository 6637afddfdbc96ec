#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Workspace {
    /// How far each pair of numbers is turned at each position: cosine and sine.
    func fillTurns(_ shape: ModelShape) {
        let size = shape.headSize
        for position in 0..<shape.context {
            for pair in 0..<(size / 2) {
                let frequency = pow(Double(shape.ropeBase), -2 * Double(pair) / Double(size))
                let angle = Double(position) * frequency
                turns[position * size + 2 * pair] = Float(cos(angle))
                turns[position * size + 2 * pair + 1] = Float(sin(angle))
            }
        }
    }

    /// Lays a batch out for a pass; `chosen` becomes the rows that count. Returns how many these are.
    func take(_ batch: TokenBatch) -> Int {
        var count = 0
        for row in 0..<batch.rows {
            tokens[row] = Int(batch.tokens[row])
            positions[row] = Int(batch.positions[row])
            guard batch.weights[row] > 0 else { continue }
            chosen[count] = row
            targets[count] = Int(batch.targets[row])
            chosenWeights[count] = batch.weights[row]
            count += 1
        }
        return count
    }
}
