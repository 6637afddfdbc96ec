import Foundation

/// Where a model is put together before it is one: a hidden folder beside the models, for one pull at a time.
///
/// What is finished is moved to its place in one step, so that a model is there whole or not at all. What an interrupted
/// pull leaves stays for the next one. Everything here blocks on the disk.
final class PullFolder: Sendable {
    private let staging: String
    private let lock: Int32

    /// What goes into the models directory: files, or a folder.
    var tree: String { staging + "/tree" }

    /// Nil while another pull is at it, in this process or another.
    static func open(for model: String, in models: String) throws(DownloadError) -> PullFolder? {
        guard ModelName(model) != nil else {
            throw DownloadError(.badName, "'\(model.prefix(200))' is no name for a model: give it one with --name")
        }
        // A limit on files' sizes shall be an error like a full disk, and not the end of the program.
        _ = signal(SIGXFSZ, SIG_IGN)
        try makeFolder(models)
        let staging = "\(models)/.pull-\(model)"
        guard unsafe mkdir(staging, 0o755) == 0 || errno == EEXIST else {
            throw DownloadError(disk: "make the folder", staging)
        }
        let path = staging + "/lock"
        let lock = unsafe Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard lock >= 0 else {
            // Another pull ended, and took the folder away, since it was found or made.
            if errno == ENOENT { return nil }
            throw DownloadError(disk: "write", path)
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0, isSame(lock, path) else {
            close(lock)
            return nil
        }
        return PullFolder(staging, lock)
    }

    private init(_ staging: String, _ lock: Int32) {
        self.staging = staging
        self.lock = lock
    }

    deinit { close(lock) }

    /// Another pull may have finished and taken the folder away since the lock was opened.
    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var held = stat()
        var there = stat()
        guard unsafe fstat(descriptor, &held) == 0, unsafe stat(path, &there) == 0 else { return false }
        return held.st_ino == there.st_ino
    }

    static func makeFolder(_ path: String) throws(DownloadError) {
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw DownloadError(.disk, "cannot make the folder \(path): \(error.localizedDescription)")
        }
    }

    /// Where a file is fetched to that is not itself a part of the model.
    func place(beside name: RelativePath) -> String { staging + "/" + name.name }

    /// Where a file of the model goes; the folders on the way are made.
    func place(of path: RelativePath, in folder: String?) throws(DownloadError) -> String {
        let root = [tree] + (folder.map { [$0] } ?? [])
        try Self.makeFolder((root + path.components.dropLast()).joined(separator: "/"))
        return root.joined(separator: "/") + "/" + path.description
    }

    /// Puts the files of an archive's folder where the model's are.
    func unpack(_ archive: String, folder: RelativePath, as model: String) throws(DownloadError) {
        let zip = try ZipArchive(FileSource(archive))
        let entries = zip.entries.compactMap { entry in
            entry.path.within(folder).flatMap { $0.isHidden ? nil : (entry: entry, path: $0) }
        }
        guard !entries.isEmpty else { throw DownloadError(.malformed, "the package has nothing in \(folder)") }
        guard Set(entries.map(\.path.folded)).count == entries.count else {
            throw DownloadError(.malformed, "the package has two files of one name in \(folder)")
        }
        try DiskSpace.check(for: entries.reduce(0) { $0 + $1.entry.size }, in: staging, of: model)
        for (entry, path) in entries {
            let target = try place(of: path, in: model)
            _ = unsafe unlink(target)
            let file = unsafe Foundation.open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
            guard file >= 0 else { throw DownloadError(disk: "write", target) }
            defer { close(file) }
            try zip.unpack(entry) { (bytes) throws(DownloadError) in
                try writeWhole(bytes, to: file, of: target)
            }
            guard fsync(file) == 0 else { throw DownloadError(disk: "write", target) }
        }
    }

    /// How many bytes of the files are here already.
    var bytesHere: Int {
        let names = FileManager.default.enumerator(atPath: staging)
        var total = 0
        while let name = names?.nextObject() as? String {
            var status = stat()
            // What a file takes, not how long it is: of one that comes in parts much may be a hole.
            if unsafe lstat(staging + "/" + name, &status) == 0 { total += Int(clamping: status.st_blocks) * 512 }
        }
        return total
    }

    /// Removes what is left: the pull is done, or cannot be.
    ///
    /// The lock goes last: until then nobody else puts anything here, and what the next pull puts here after that stays,
    /// since a folder goes only when it is empty.
    func clear() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: staging)) ?? []
        for name in names where name != "lock" { try? FileManager.default.removeItem(atPath: staging + "/" + name) }
        _ = unsafe unlink(staging + "/lock")
        _ = unsafe rmdir(staging)
    }

    /// Removes it where nothing has come yet.
    func clearIfEmpty() {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: staging)) ?? []
        let hasFiles = names.contains { name in
            var status = stat()
            guard name != "lock", unsafe lstat(staging + "/" + name, &status) == 0 else { return false }
            return status.st_mode & S_IFMT != S_IFDIR && status.st_size > 0
        }
        if !hasFiles { clear() }
    }
}
