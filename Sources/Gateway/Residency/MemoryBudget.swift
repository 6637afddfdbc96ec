package import Providers

/// How much memory models may take together.
package enum MemoryBudget: Sendable, Equatable {
    /// Of what there is: what the system has to spare, and what models have taken of that already.
    case share(Double)
    case bytes(Int)

    package static let usual = MemoryBudget.share(0.8)

    /// A number of bytes holds as long as there is so much: nobody can be promised what others have. Graphics memory is
    /// shared out whole, since what is to be left over there, whoever measures it leaves.
    package func amount(available: MemoryAmount?, held: MemoryAmount) -> MemoryAmount? {
        guard let available else {
            if case .bytes(let bytes) = self { return MemoryAmount(host: bytes, gpu: .max / 2) }
            return nil
        }
        let all = available + held
        let host: Int =
            switch self {
            case .share(let share): Int(Double(max(0, all.host)) * share)
            case .bytes(let bytes): min(bytes, all.host)
            }
        return MemoryAmount(host: host, gpu: all.gpu)
    }
}
