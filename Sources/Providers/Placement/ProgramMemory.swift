import Foundation

/// What another program takes of this machine's memory.
struct ProgramMemory: Equatable, Sendable {
    /// Its share of all pages (PSS), or where the system does not tell, those that it has in memory (RSS). A page of a file
    /// that is mapped counts too: the program needs it there.
    var bytes: Int
    /// What of that is no file's, and so is not to be had again by reading.
    var own: Int

    private static let most = 1 << 40

    /// Nil where nobody tells.
    init?(
        of process: Int32,
        read: (String) -> String? = { path in
            FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        }
    ) {
        if let text = read("/proc/\(process)/smaps_rollup"), let all = Self.bytes("Pss:", in: text) {
            bytes = all
            own = min(all, Self.bytes("Pss_Anon:", in: text) ?? all)
        } else if let text = read("/proc/\(process)/status"), let all = Self.bytes("VmRSS:", in: text) {
            bytes = all
            own = min(all, Self.bytes("RssAnon:", in: text) ?? all)
        } else {
            return nil
        }
    }

    private static func bytes(_ name: String, in text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            let words = line.split { $0 == " " || $0 == "\t" }
            if words.count > 1, let kilobytes = Int(words[1]), (0...most).contains(kilobytes) {
                return kilobytes * 1024
            }
        }
        return nil
    }
}
