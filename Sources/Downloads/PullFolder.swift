import Foundation

/// Where a model is put together before it is one: a hidden folder beside the models, for one pull at a time.
///
/// What is finished is moved to its place in one step, so that a model is there whole or not at all. What an interrupted
/// pull leaves stays for the next one. Everything here blocks on the disk.
final class PullFolder: Sendable {
    let models: String
    private let staging: String
    private let lock: Int32

    /// Of the files of the model itself.
    var tree: String { staging + "/tree" }

    init(for model: String, in models: String) throws(DownloadError) {
        guard let plain = RelativePath(model), plain.components.count == 1 else {
            throw DownloadError(.badName, "'\(model.prefix(200))' is no name for a model")
        }
        self.models = models
        staging = "\(models)/.pull-\(model)"
        try Self.makeFolder(staging + "/tree")
        let path = staging + "/lock"
        lock = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard lock >= 0 else { throw DownloadError(disk: "write", path) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0, Self.isSame(lock, path) else {
            close(lock)
            throw DownloadError(.busy, "\(model) is being pulled already: wait until that is done")
        }
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
    func place(ofPackage name: RelativePath) -> String { staging + "/" + name.name }

    /// Where a file of the model goes; the folders on the way are made.
    func place(of path: RelativePath) throws(DownloadError) -> String {
        try Self.makeFolder(([tree] + path.components.dropLast()).joined(separator: "/"))
        return tree + "/" + path.description
    }

    /// Puts the files of an archive's folder where the model's are.
    func unpack(_ archive: String, folder: RelativePath) throws(DownloadError) {
        let zip = try ZipArchive(FileSource(archive))
        var count = 0
        for entry in zip.entries {
            guard let path = entry.path.within(folder), !path.isHidden else { continue }
            count += 1
            let target = try place(of: path)
            _ = unsafe unlink(target)
            let file = unsafe open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
            guard file >= 0 else { throw DownloadError(disk: "write", target) }
            defer { close(file) }
            try zip.unpack(entry) { (bytes) throws(DownloadError) in
                try writeWhole(bytes, to: file, of: target)
            }
            guard fsync(file) == 0 else { throw DownloadError(disk: "write", target) }
        }
        guard count > 0 else { throw DownloadError(.malformed, "the package has nothing in \(folder)") }
    }

    /// Moves the whole folder to its place.
    func install(as name: String) throws(DownloadError) {
        let target = models + "/" + name
        guard unsafe rename(tree, target) == 0 else { throw DownloadError(disk: "make", target) }
        clear()
    }

    /// Moves single files to theirs; the one by which a model is found comes last.
    func install(_ names: [String]) throws(DownloadError) {
        for name in names.sorted(by: >) {
            let target = models + "/" + name
            guard unsafe rename(tree + "/" + name, target) == 0 else { throw DownloadError(disk: "make", target) }
        }
        clear()
    }

    /// Removes what is left: the pull is done, or cannot be.
    func clear() { try? FileManager.default.removeItem(atPath: staging) }

    /// Removes it where nothing has come yet.
    func clearIfEmpty() {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: staging)) ?? []
        if Set(names).isSubset(of: ["lock", "tree"]) { clear() }
    }
}
