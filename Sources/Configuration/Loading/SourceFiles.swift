import Foundation

/// The bytes of the configuration's files, and what they looked like when they were read.
struct SourceFiles: Sendable {
    /// Nil where there is no file.
    var yaml: [UInt8]?
    var dotEnv: [UInt8]?
    /// Files that are there and cannot be read, or should be there.
    var problems: [Problem] = []
    var signatures: [FileSignature] = []

    /// Reads both files. One that is written at the same time is read again.
    static func read(_ sources: ConfigurationSources) -> SourceFiles {
        var files = SourceFiles()
        for attempt in 1...3 {
            let before = signatures(sources)
            files = SourceFiles()
            files.yaml = files.bytes(of: sources.yamlPath, isRequired: sources.yamlIsRequired)
            files.dotEnv = files.bytes(of: sources.dotEnvPath, isRequired: false)
            files.signatures = before
            if attempt == 3 || signatures(sources) == before { break }
        }
        return files
    }

    static func signatures(_ sources: ConfigurationSources) -> [FileSignature] {
        [FileSignature(of: sources.yamlPath), FileSignature(of: sources.dotEnvPath)]
    }

    private mutating func bytes(of path: String, isRequired: Bool) -> [UInt8]? {
        let place = Origin.file(path, line: 1, column: 1)
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            if !isMissing || isRequired {
                let reason = unsafe String(cString: strerror(errno))
                let remedy = isMissing ? "check the path after --config" : "make it readable"
                problems.append(Problem("the file cannot be read: \(reason)", at: place, remedy: remedy))
            }
            return nil
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            problems.append(Problem("this is no regular file", at: place, remedy: "put a file of text there"))
            return nil
        }
        return contents(descriptor, place)
    }

    private mutating func contents(_ descriptor: Int32, _ place: Origin) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        // One byte more than is allowed: whoever parses says that it is too much.
        while bytes.count <= YAMLTree.maxBytes {
            let count = unsafe Foundation.read(descriptor, &chunk, chunk.count)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                let reason = unsafe String(cString: strerror(errno))
                problems.append(Problem("the file cannot be read: \(reason)", at: place, remedy: "check the disk"))
                return nil
            }
            bytes += chunk[..<count]
        }
        return bytes
    }
}

/// What tells one state of a file from another without reading it.
struct FileSignature: Sendable, Equatable {
    var exists = false
    var size: Int64 = 0
    private var device: UInt64 = 0
    private var inode: UInt64 = 0
    private var modified: [Int64] = []

    init(of path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return }
        exists = true
        size = Int64(status.st_size)
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(status.st_ino)
        #if canImport(Darwin)
            let (written, changed) = (status.st_mtimespec, status.st_ctimespec)
        #else
            let (written, changed) = (status.st_mtim, status.st_ctim)
        #endif
        modified = [written, changed].flatMap { [Int64($0.tv_sec), Int64($0.tv_nsec)] }
    }

    /// For tests of what is made of signatures.
    init(exists: Bool, size: Int64, inode: UInt64) {
        self.exists = exists
        self.size = size
        self.inode = inode
    }
}
