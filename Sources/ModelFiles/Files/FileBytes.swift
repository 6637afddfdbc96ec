import CSystem
import Foundation

/// The bytes of a file, mapped read-only for as long as this lives.
///
/// Every read is checked against the length that the file had when it was opened. Should someone cut the file short
/// later, the system ends the process that touches what is gone; `checkUnchanged` finds that out in time, if it is
/// asked before the bytes are read.
@safe final class FileBytes: Sendable {
    let path: String
    private let region: MappedRegion
    private let identity: FileIdentity?

    var count: Int { region.count }

    /// Blocks while the file is opened; nothing of it is read yet.
    init(path: String) throws(ModelFileError) {
        self.path = path
        // Without O_NONBLOCK, opening a named pipe would wait for someone to write to it.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.unreadable(path) }
        defer { close(descriptor) }
        guard let identity = FileIdentity(descriptor: descriptor) else { throw Self.unreadable(path) }
        guard identity.isRegular else {
            throw ModelFileError(.unreadable, file: path, "it is not a file")
        }
        guard identity.size > 0 else { throw ModelFileError(.malformed, file: path, "it is empty") }
        guard let region = MappedRegion(descriptor: descriptor, count: identity.size) else {
            throw Self.unreadable(path)
        }
        self.region = region
        self.identity = identity
    }

    /// Bytes that are in memory already, as if a file of this name held them.
    init(copying bytes: UnsafeRawBufferPointer, path: String) {
        self.path = path
        unsafe region = MappedRegion(copying: bytes)
        identity = nil
    }

    /// Bytes that are a part of the program, as if a file of this name held them.
    init(ofProgram bytes: UnsafeRawBufferPointer, path: String) throws(ModelFileError) {
        guard let region = unsafe MappedRegion(ofProgram: bytes) else {
            throw ModelFileError(.malformed, file: path, "it is empty")
        }
        self.path = path
        self.region = region
        identity = nil
    }

    /// Bytes that `body` writes, all of them.
    init(making count: Int, path: String, _ body: (UnsafeMutableRawBufferPointer) -> Void) {
        self.path = path
        region = unsafe MappedRegion(making: count, body)
        identity = nil
    }

    private static func unreadable(_ path: String) -> ModelFileError {
        let reason = unsafe String(cString: strerror(errno))
        return ModelFileError(.unreadable, file: path, "it cannot be read: \(reason)")
    }

    /// All of it; valid while this lives.
    var buffer: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: region.base, count: region.count) }

    /// A range that the caller has checked; empty where it was not.
    func slice(_ offset: Int, _ count: Int) -> UnsafeRawBufferPointer {
        guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
            return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return unsafe UnsafeRawBufferPointer(start: region.base + offset, count: count)
    }

    /// Throws if the file is no longer the one that was mapped, or was written to since.
    func checkUnchanged() throws(ModelFileError) {
        guard let identity else { return }
        guard FileIdentity(path: path) == identity else {
            throw ModelFileError(
                .unreadable,
                file: path,
                "it was replaced or written to after it was opened; open it again"
            )
        }
    }

    // MARK: Pages

    /// Reads these bytes from the disk and makes them present, so that using them does not fault. Blocks until it is done.
    func readIn(_ range: Range<Int>) {
        _ = region.advise(range, MADV_WILLNEED)
        // Where the file is in memory, faults bring in many pages each: four times as fast as MADV_POPULATE_READ.
        unsafe martlet_touch(region.base + range.lowerBound, range.count)
    }

    /// Drops the pages of these bytes from this process; they come back, from the file, when they are read again.
    func done(_ range: Range<Int>) { _ = region.advise(range, MADV_DONTNEED) }
}

/// What tells one state of a file from another.
private struct FileIdentity: Equatable, Sendable {
    private let device: UInt64
    private let number: UInt64
    private let modified: Int64
    private let modifiedNanoseconds: Int64
    let size: Int
    let isRegular: Bool

    init?(descriptor: Int32) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
        #if os(Linux)
            modified = Int64(status.st_mtim.tv_sec)
            modifiedNanoseconds = Int64(status.st_mtim.tv_nsec)
        #else
            modified = Int64(status.st_mtimespec.tv_sec)
            modifiedNanoseconds = Int64(status.st_mtimespec.tv_nsec)
        #endif
        size = Int(status.st_size)
        isRegular = status.st_mode & S_IFMT == S_IFREG
    }
}
