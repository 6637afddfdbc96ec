import Foundation

/// How much memory a model can be given now.
enum AvailableMemory {
    /// What the system has to spare, and no more than what this process's control group may still take; nil where
    /// nobody tells.
    static var bytes: Int? {
        #if os(Linux)
            return [systemBytes, controlGroupBytes].compactMap(\.self).min()
        #else
            return Int(clamping: ProcessInfo.processInfo.physicalMemory / 4 * 3)
        #endif
    }

    #if os(Linux)
        private static var systemBytes: Int? {
            text("/proc/meminfo").flatMap { field("MemAvailable:", in: $0) }.map { $0 * 1024 }
        }

        /// The limit of a container, where there is one. Pages of files are given back when they are asked for, and
        /// so do not count as taken.
        private static var controlGroupBytes: Int? {
            let folder = "/sys/fs/cgroup/"
            guard
                let limit = text(folder + "memory.max").flatMap({
                    Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
                }),
                let taken = text(folder + "memory.current")
                    .flatMap({ Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
            else { return nil }
            let files = text(folder + "memory.stat").flatMap { field("file", in: $0) } ?? 0
            return max(0, limit - max(0, taken - files))
        }

        private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

        private static func field(_ name: String, in text: String) -> Int? {
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ")
                if words.count > 1, words[0] == name { return Int(words[1]) }
            }
            return nil
        }
    #endif
}
