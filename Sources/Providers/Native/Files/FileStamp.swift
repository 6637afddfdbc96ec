import Foundation

/// Which file lay at a path when somebody looked: another one there, or one that was written to since, has another stamp.
struct FileStamp: Hashable, Sendable {
    var device: UInt64 = 0
    var inode: UInt64
    var size = 0
    var seconds = 0
    var nanoseconds = 0
    var isDirectory = false

    var modified: Date { Date(timeIntervalSince1970: Double(seconds) + Double(nanoseconds) / 1e9) }
}

extension FileStamp {
    /// Nil where there is nothing. Of a directory only what it holds itself counts, not what is in its files.
    init?(path: String) {
        if path == BuiltInModel.embeddedPath {
            guard let stamp = Self.ofProgram else { return nil }
            self = stamp
            return
        }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(inode: UInt64(truncatingIfNeeded: status.st_ino))
        device = UInt64(truncatingIfNeeded: status.st_dev)
        size = Int(clamping: status.st_size)
        #if os(Linux)
            let time = status.st_mtim
        #else
            let time = status.st_mtimespec
        #endif
        seconds = Int(time.tv_sec)
        nanoseconds = Int(time.tv_nsec)
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
    }
}
