/// Texts in tokens, each a function of its number alone.
package protocol TextSource: Sendable {
    /// How many there are; nil where they never end.
    var count: UInt64? { get }
    func text(_ number: UInt64) -> WeightedText
}
