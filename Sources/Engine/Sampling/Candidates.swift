import Glibc
import Grammars
import Kernels

/// The tokens that may come next, with their logits: all at first, and fewer after each stage. They stay in the order of
/// their ids, and nothing is ever sorted whole: a stage finds the logit (and of equals, the id) that is the last to stay.
///
/// Of 128,000 tokens nearly all are ruled out by one look at the largest of every 64.
struct Candidates: Sendable {
    private var logits: [Float] = []
    /// The largest of every 64 of the logits that were looked at last.
    private var maxima: [Float] = []
    /// The tokens that are left, once there are fewer than all.
    private var tokens: [Int32] = []
    private var values: [Float] = []
    private var weights: [Float] = []
    private var everything: [Int32] = []
    private static let block = 64

    /// Throws where a logit is no number, or none is finite.
    mutating func load(_ row: Span<Float>) throws(EngineError) {
        unsafe row.withUnsafeBufferPointer { source in
            if logits.count != source.count { logits = [Float](repeating: 0, count: source.count) }
            unsafe logits.withUnsafeMutableBufferPointer { target in
                _ = unsafe target.update(fromContentsOf: source)
            }
        }
        try survey(row)
    }

    /// The token of the largest logit of a row as it is, the first of equals. Throws as `load` does.
    mutating func best(of row: Span<Float>) throws(EngineError) -> Int {
        try survey(row)
        return unsafe row.withUnsafeBufferPointer { unsafe place(ofLargestIn: $0) }
    }

    /// Takes the largest of each block of a row.
    private mutating func survey(_ row: Span<Float>) throws(EngineError) {
        let isSound = unsafe row.withUnsafeBufferPointer { unsafe findMaxima(of: $0) }
        guard isSound, let largest = maxima.max(), largest > -.infinity else {
            throw EngineError(
                .notANumber,
                "the model computed logits that are no numbers: its file is damaged, or overflows"
            )
        }
    }

    mutating func add(_ bias: Float, to token: Int) {
        change(token) { $0 + bias }
    }

    mutating func change(_ token: Int, _ body: (Float) -> Float) {
        guard logits.indices.contains(token) else { return }
        logits[token] = body(logits[token])
    }

    /// Forbids every token but these: their logits become as small as can be, and nothing that is added raises them.
    mutating func forbid(allBut mask: TokenMask) {
        for (word, bits) in mask.words.enumerated() where bits != .max {
            let start = word * 64
            let end = min(start + 64, logits.count)
            guard start < end else { break }
            if bits == 0 {
                for index in start..<end { logits[index] = -.infinity }
                continue
            }
            var forbidden = ~bits
            while forbidden != 0 {
                let index = start + forbidden.trailingZeroBitCount
                if index < end { logits[index] = -.infinity }
                forbidden &= forbidden - 1
            }
        }
        // Tokens that the grammar's vocabulary does not have.
        for index in min(mask.count, logits.count)..<logits.count { logits[index] = -.infinity }
    }

    /// The token of the largest logit, the first of equals.
    mutating func best() throws(EngineError) -> Int {
        try unsafe logits.withUnsafeBufferPointer { (logits) throws(EngineError) in
            unsafe findMaxima(of: logits)
            guard let largest = maxima.max(), largest > -.infinity else { throw Self.nothingLeft }
            return unsafe place(ofLargestIn: logits)
        }
    }

    /// The likeliest tokens of all, and the logarithm of the sum of all exponentials.
    mutating func likeliest(_ count: Int) -> (tokens: [Sampler.Likelihood], logSum: Float) {
        var exponentials = logits
        let logSum = unsafe exponentials.withUnsafeMutableBufferPointer { buffer in
            unsafe mk_softmax(buffer.baseAddress, Int32(buffer.count))
        }
        var best = copy(largest: min(count, logits.count))
        best.sort { $0.value != $1.value ? $0.value > $1.value : $0.token < $1.token }
        return (
            best.map { Sampler.Likelihood(token: Int($0.token), logProbability: $0.value - logSum) }, logSum
        )
    }

    private static var nothingLeft: EngineError {
        EngineError(.badParameter, "every token is forbidden: relax the logit biases, or the grammar")
    }

    // MARK: stages

    /// Keeps the `topK` largest, or all where that is 0.
    mutating func keep(topK: Int) throws(EngineError) {
        tokens.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        if topK > 0, topK < logits.count {
            for candidate in copy(largest: topK) where candidate.value > -.infinity {
                tokens.append(candidate.token)
                values.append(candidate.value)
            }
        } else {
            // The forbidden among them have no weight, and are never drawn.
            if everything.count != logits.count { everything = Array(0..<Int32(logits.count)) }
            tokens = everything
            values = logits
        }
        guard values.contains(where: { $0 > -.infinity }) else {
            throw Self.nothingLeft
        }
    }

    /// Keeps the likeliest whose probabilities reach `topP` together.
    mutating func keep(topP: Float) {
        weigh(temperature: 1)
        // What is less likely than the least sum that may be missing, spread over all, cannot be needed.
        let floor = (1 - topP) / Float(weights.count)
        var order: [Int32] = []
        for index in weights.indices where weights[index] >= floor { order.append(Int32(index)) }
        let last = selectMass(&order, Double(topP)) { [values] first, second in
            let (a, b) = (values[Int(first)], values[Int(second)])
            return a != b ? a > b : first < second
        }
        keep(order[..<last])
    }

    /// Keeps those whose surprise is nearest to the expected surprise, up to `typical` together.
    mutating func keep(typical: Float) {
        weigh(temperature: 1)
        var entropy: Float = 0
        for weight in weights where weight > 0 { entropy -= weight * log(weight) }
        let distances = weights.map { $0 > 0 ? abs(-log($0) - entropy) : .infinity }
        var order = Array(Int32(0)..<Int32(weights.count))
        let last = selectMass(&order, Double(typical)) { first, second in
            let (a, b) = (distances[Int(first)], distances[Int(second)])
            return a != b ? a < b : first < second
        }
        keep(order[..<last])
    }

    /// Keeps those at least `minP` times as likely as the likeliest.
    mutating func keep(minP: Float) {
        guard let largest = values.max() else { return }
        let least = largest + log(minP)
        keep(values.indices.lazy.filter { [values] in values[$0] >= least }.map(Int32.init))
    }

    /// The token at which the sum of probabilities passes `chance`.
    mutating func draw(temperature: Float, _ chance: Double) -> Int {
        weigh(temperature: temperature)
        var total = 0.0
        for weight in weights { total += Double(weight) }
        var left = chance * total
        for (index, weight) in weights.enumerated() {
            left -= Double(weight)
            if left < 0 { return Int(tokens[index]) }
        }
        // Rounding alone gets here: the last that could be drawn.
        return Int(tokens[weights.lastIndex { $0 > 0 } ?? tokens.count - 1])
    }

    // MARK: how

    /// The probabilities of what is left.
    private mutating func weigh(temperature: Float) {
        let scale = 1 / max(temperature, .leastNormalMagnitude)
        let largest = values.max() ?? 0
        // Differences first: a small temperature would make infinities of the logits themselves.
        weights = values.map { max(($0 - largest) * scale, -.greatestFiniteMagnitude) }
        _ = unsafe weights.withUnsafeMutableBufferPointer { buffer in
            unsafe mk_softmax(buffer.baseAddress, Int32(buffer.count))
        }
    }

    /// Keeps the candidates at these places, in the order of their ids.
    private mutating func keep(_ places: some Sequence<Int32>) {
        let places = places.sorted()
        tokens = places.map { tokens[Int($0)] }
        values = places.map { values[Int($0)] }
    }

    /// Moves to the front of `order` the first of those that `isBefore` orders, as many as reach `mass` together; returns
    /// how many those are. On average it looks at each twice.
    private func selectMass(_ order: inout [Int32], _ mass: Double, _ isBefore: (Int32, Int32) -> Bool) -> Int {
        var low = 0
        var high = order.count
        var missing = mass
        while high - low > 1 {
            let pivot = order[low + (high - low) / 2]
            var middle = low
            var sum = 0.0
            for index in low..<high where isBefore(order[index], pivot) {
                sum += Double(weights[Int(order[index])])
                order.swapAt(index, middle)
                middle += 1
            }
            if sum >= missing {
                high = middle
                continue
            }
            // The pivot comes next: all before it stay.
            guard let place = order[middle..<high].firstIndex(of: pivot) else { break }
            order.swapAt(place, middle)
            missing -= sum + Double(weights[Int(pivot)])
            low = middle + 1
            if missing <= 0 { return low }
        }
        return max(1, high)
    }

    private struct Candidate {
        let token: Int32
        let value: Float
    }

    /// The `count` largest, in the order of their ids.
    private mutating func copy(largest count: Int) -> [Candidate] {
        guard count > 0 else { return [] }
        // At least `count` logits are as large as the count-th largest of the blocks' largest.
        unsafe logits.withUnsafeBufferPointer { _ = unsafe findMaxima(of: $0) }
        let blocks = maxima
        var floor = -Float.infinity
        if count <= blocks.count {
            var sorted = blocks
            floor = Self.element(count - 1, of: &sorted)
        }
        var found: [Candidate] = []
        for (block, largest) in blocks.enumerated() where largest >= floor {
            let start = block * Self.block
            for index in start..<min(start + Self.block, logits.count) where logits[index] >= floor {
                found.append(Candidate(token: Int32(index), value: logits[index]))
            }
        }
        guard found.count > count else { return found }
        var all = found.map(\.value)
        let least = Self.element(count - 1, of: &all)
        // Of those equal to the last one that stays, the first.
        var room = count - found.reduce(0) { $0 + ($1.value > least ? 1 : 0) }
        return found.filter { candidate in
            if candidate.value > least { return true }
            guard candidate.value == least, room > 0 else { return false }
            room -= 1
            return true
        }
    }

    /// Takes the largest of each block. False where a number is none.
    @discardableResult
    private mutating func findMaxima(of row: UnsafeBufferPointer<Float>) -> Bool {
        let count = (row.count + Self.block - 1) / Self.block
        if maxima.count != count { maxima = [Float](repeating: 0, count: count) }
        return unsafe maxima.withUnsafeMutableBufferPointer { maxima in
            unsafe mk_block_maxima(row.baseAddress, Int32(row.count), maxima.baseAddress)
        }
    }

    /// The first place of the largest number of a row whose blocks' largest are known.
    private func place(ofLargestIn row: UnsafeBufferPointer<Float>) -> Int {
        guard let largest = maxima.max(), let block = maxima.firstIndex(of: largest) else { return 0 }
        var place = block * Self.block
        while unsafe row[place] != largest { place += 1 }
        return place
    }

    /// What would stand at `place` if the numbers were sorted, largest first.
    private static func element(_ place: Int, of numbers: inout [Float]) -> Float {
        var low = 0
        var high = numbers.count
        while true {
            let pivot = numbers[low + (high - low) / 2]
            var above = low
            for index in low..<high where numbers[index] > pivot {
                numbers.swapAt(index, above)
                above += 1
            }
            if place < above {
                high = above
                continue
            }
            var equal = above
            for index in above..<high where numbers[index] == pivot {
                numbers.swapAt(index, equal)
                equal += 1
            }
            if place < equal { return pivot }
            low = equal
        }
    }
}
