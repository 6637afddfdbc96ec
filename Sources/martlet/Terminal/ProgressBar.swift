/// How far something has come, on one line that is written over and over. Nothing is shown where nobody looks, or of
/// what is done in a moment.
struct ProgressBar {
    private let title: String
    private let begun = ContinuousClock.now
    private var isShown = false

    private static let width = 30
    private static let patience = Duration.milliseconds(150)

    init(_ title: String) { self.title = title }

    /// `more`: what stands behind the bar.
    mutating func show(_ fraction: Double, _ more: String = "") {
        guard Terminal.showsBars, isShown || ContinuousClock.now - begun > Self.patience else { return }
        isShown = true
        let line = Self.line(title, fraction) + (more.isEmpty ? "" : "  " + more)
        Terminal.write("\r\u{1b}[K\(Terminal.styled(line, .dim))")
    }

    /// Takes the line away.
    mutating func finish() {
        guard isShown else { return }
        isShown = false
        Terminal.write("\r\u{1b}[K")
    }

    /// `loading ━━━━━━━━━─────  62 %`
    static func line(_ title: String, _ fraction: Double) -> String {
        let part = min(1, max(0, fraction.isFinite ? fraction : 0))
        let filled = Int((part * Double(width)).rounded())
        let percent = String(Int((part * 100).rounded(.down)))
        return title + " " + String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled) + " "
            + String(repeating: " ", count: max(0, 3 - percent.count)) + percent + " %"
    }
}
