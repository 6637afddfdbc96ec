/// A graphics card, as `nvidia-smi` tells of it.
package struct GraphicsCard: Sendable, Equatable {
    package var index: Int
    package var totalBytes: Int
    package var freeBytes: Int

    /// The columns that are asked for.
    static let query = ["--query-gpu=index,memory.total,memory.free", "--format=csv,noheader,nounits"]
    /// Which program takes how much.
    static let programQuery = ["--query-compute-apps=pid,used_memory", "--format=csv,noheader,nounits"]
    private static let unit = 1 << 20
    /// More than any machine has.
    private static let most = 1 << 24

    /// Reads the table, in MiB; lines that are none of it (`[N/A]`, an error's text) are left out.
    static func read(_ lines: [String]) -> [GraphicsCard] {
        lines.compactMap { line in
            let numbers = numbers(of: line)
            guard numbers.count == 3, let index = numbers[0], let total = numbers[1], let free = numbers[2],
                total > 0, free <= total
            else { return nil }
            return GraphicsCard(index: index, totalBytes: total * unit, freeBytes: free * unit)
        }
    }

    /// What the programs of these numbers take.
    static func bytes(of programs: Set<Int>, _ lines: [String]) -> Int {
        lines.reduce(0) { sum, line in
            let numbers = numbers(of: line)
            guard numbers.count == 2, let program = numbers[0], let used = numbers[1], programs.contains(program) else {
                return sum
            }
            return sum + used * unit
        }
    }

    private static func numbers(of line: String) -> [Int?] {
        line.split(separator: ",", omittingEmptySubsequences: false).map { field in
            Int(field.filter { $0 != " " }).flatMap { (0...most).contains($0) ? $0 : nil }
        }
    }
}
