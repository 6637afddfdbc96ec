/// The range of every numeric field a request can have: checked here, at the edge, so that nothing behind it has
/// to doubt a number.
enum NumericRanges {
    static let temperature = 0.0...2.0
    static let probability = 0.0...1.0
    static let penalty = -2.0...2.0
    static let repeatPenalty = 0.0...10.0
    static let logitBias = -100.0...100.0
    static let topLogprobs = 0...20
    static let choices = 1...128
    /// Token counts; more than any context holds, and no sum of two overflows.
    static let tokens = 1...Int(Int32.max)
    static let tokenID = 0...Int(Int32.max)
    /// Zero and -1 switch it off in the backends that know it.
    static let topK = -1...Int(Int32.max)
    static let seed = Int.min...Int.max
    static let dimensions = 1...65_536
    static let keepAliveSeconds = -1e9...1e9
}
