import Foundation
import JSON

/// How many threads a request wants its model to be run by (Ollama's `num_thread`).
enum ThreadCount {
    static let option = "num_thread"

    /// What is configured, where a request says nothing or 0. Another number is another copy of the model in memory.
    static func of(_ options: JSONObject, configured: Int?) throws(ProviderError) -> Int? {
        guard let value = options[option] else { return configured }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let most = max(cores, configured ?? 0)
        guard case .int(let count) = value, (0...most).contains(count) else {
            throw .wrong(
                option,
                "\(option) must be a whole number from 0 to \(most), as this machine has \(cores) cores"
            )
        }
        return count == 0 || count == configured ?? cores ? configured : count
    }
}
