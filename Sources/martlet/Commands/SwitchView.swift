import JSON

/// A switch on its way, as people see it.
struct SwitchView {
    private let isQuiet: Bool
    private var bar: ProgressBar?
    /// What was shown last.
    private var shown: String?

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    mutating func show(_ record: JSONValue) {
        guard !isQuiet else { return }
        let words = Self.words(record)
        if words != shown {
            finish()
            // A bar says the same, where there is one.
            let isLoad = record["state"]?.string == "loading"
            if !isLoad || record["fraction"] == nil { Terminal.line(words) }
            bar = ProgressBar(isLoad ? words : "  ")
        }
        shown = words
        if let fraction = record["fraction"]?.double { bar?.show(fraction, Self.more(record)) }
    }

    mutating func finish() {
        bar?.finish()
        bar = nil
    }

    private static func words(_ record: JSONValue) -> String {
        let model = Terminal.harmless(record["model"]?.string ?? "")
        switch record["state"]?.string {
        case "loading":
            let size = record["total_bytes"]?.int.map { ", \(CatalogView.bytes($0))" } ?? ""
            return "loading \(model)\(size)"
        case "emptying": return "the old model makes room for \(model)"
        case "probing": return "asking \(model) for a token"
        case "trial":
            let share = record["share"]?.double ?? 0
            return share == 0
                ? "copies of requests go to \(model)" : "\((share * 1000).rounded() / 10) % of requests go to \(model)"
        default: return record["state"]?.string ?? ""
        }
    }

    private static func more(_ record: JSONValue) -> String {
        guard record["state"]?.string == "trial", let requests = record["requests"]?.int else {
            return record["eta_ms"]?.int.map { $0 >= 1000 ? "\($0 / 1000) s left" : "" } ?? ""
        }
        return "\(requests) requests, \(record["failures"]?.int ?? 0) failed"
    }
}
