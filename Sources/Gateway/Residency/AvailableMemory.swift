import Foundation

/// How much memory the system has to spare.
package enum AvailableMemory {
    /// No more than what this process's control groups may still take; nil where nobody tells.
    package static var bytes: Int? {
        #if os(Linux)
            return bytes { path in
                FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
            }
        #else
            return Int(clamping: ProcessInfo.processInfo.physicalMemory / 4 * 3)
        #endif
    }

    /// `read` gives a file's text, or nil.
    static func bytes(read: (String) -> String?) -> Int? {
        let system = read("/proc/meminfo").flatMap { field("MemAvailable:", in: $0) }.flatMap { kilobytes in
            let (bytes, isOver) = kilobytes.multipliedReportingOverflow(by: 1024)
            return isOver ? nil : bytes
        }
        return ([system].compactMap(\.self) + controlGroups(read: read)).min()
    }

    // MARK: Control groups

    /// What each control group that this process is in may still take, from its own up to the root.
    private static func controlGroups(read: (String) -> String?) -> [Int] {
        var found: [Int] = []
        for line in (read("/proc/self/cgroup") ?? "0::/").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let version: Version
            if parts[0] == "0", parts[1].isEmpty {
                version = .two
            } else if parts[1].split(separator: ",").contains("memory") {
                version = .one
            } else {
                continue
            }
            // In a container the path may be the host's, and not be there: its own group is then the root that it sees.
            for folder in folders(from: version.root, path: parts[2]) {
                if let free = version.free(in: folder, read: read) { found.append(free) }
            }
        }
        return found
    }

    private static func folders(from root: String, path: Substring) -> [String] {
        var folders = [root]
        for name in path.split(separator: "/").prefix(32) where name != ".." {
            folders.append((folders.last ?? root) + name + "/")
        }
        return folders
    }

    private struct Version {
        var root: String
        var limit: String
        var taken: String
        /// Pages of files are given back when they are asked for, and so do not count as taken.
        var files: String

        static let two = Version(
            root: "/sys/fs/cgroup/",
            limit: "memory.max",
            taken: "memory.current",
            files: "file"
        )
        static let one = Version(
            root: "/sys/fs/cgroup/memory/",
            limit: "memory.limit_in_bytes",
            taken: "memory.usage_in_bytes",
            files: "total_cache"
        )

        /// Nil where there is no limit: a number that no machine reaches is none.
        func free(in folder: String, read: (String) -> String?) -> Int? {
            guard let limit = number(read(folder + limit)), limit < 1 << 60, let taken = number(read(folder + taken))
            else { return nil }
            let cached = read(folder + "memory.stat").flatMap { AvailableMemory.field(files, in: $0) } ?? 0
            return max(0, limit - max(0, taken - cached))
        }

        private func number(_ text: String?) -> Int? {
            text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }.flatMap { $0 >= 0 ? $0 : nil }
        }
    }

    fileprivate static func field(_ name: String, in text: String) -> Int? {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count > 1, words[0] == name { return Int(words[1]).flatMap { $0 >= 0 ? $0 : nil } }
        }
        return nil
    }
}
