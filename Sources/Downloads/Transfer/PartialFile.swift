import Foundation

/// A file that is being fetched in parts, under a name of its own until all of it is there and right.
///
/// What is here without a gap is put into the digest as it grows, so that little is left to do at the end. What an earlier
/// try has left is taken up again. Everything here blocks on the disk, and is called on one thread.
final class PartialFile: @unchecked Sendable {
    // Sendable because one thread uses it.
    private let path: String
    private let expected: ExpectedDigest?
    private let descriptor: Int32
    private var digest: RunningDigest
    private var digested = 0

    private var journalPath: String { path + ".parts" }

    init(_ target: String, expecting expected: ExpectedDigest?) throws(DownloadError) {
        path = target + ".partial"
        self.expected = expected
        digest = try RunningDigest(expected ?? .sha256(""))
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw DownloadError(disk: "write", path) }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// What an earlier try has left here; nil where that is nothing.
    var journal: PartJournal? {
        guard let data = FileManager.default.contents(atPath: journalPath), data.count <= 1 << 20,
            let journal = PartJournal(reading: Array(data)), let end = journal.done.last?.upperBound
        else { return nil }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, Int(clamping: status.st_size) >= end else { return nil }
        return journal
    }

    /// Notes what is here. A note that cannot be taken costs a later try some bytes, and nothing else.
    func note(_ journal: PartJournal) {
        let fresh = journalPath + ".new"
        guard FileManager.default.createFile(atPath: fresh, contents: Data(journal.bytes)) else { return }
        _ = unsafe rename(fresh, journalPath)
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(DownloadError) {
        var done = 0
        while done < bytes.count {
            let wrote = unsafe bytes.withUnsafeBytes {
                unsafe pwrite(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
            }
            if wrote < 0, errno == EINTR { continue }
            guard wrote > 0 else { throw DownloadError(disk: "write", path) }
            done += wrote
        }
        if offset == digested {
            digest.add(bytes)
            digested += bytes.count
        }
    }

    /// Puts what is here without a gap into the digest.
    func digest(upTo frontier: Int) throws(DownloadError) {
        while digested < frontier {
            var piece = [UInt8](repeating: 0, count: min(1 << 20, frontier - digested))
            let got = unsafe piece.withUnsafeMutableBytes {
                unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(digested))
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw DownloadError(disk: "read", path) }
            piece.removeLast(piece.count - got)
            digest.add(piece)
            digested += got
        }
    }

    /// Forgets what is here.
    func restart() throws(DownloadError) {
        _ = unsafe unlink(journalPath)
        guard ftruncate(descriptor, 0) == 0 else { throw DownloadError(disk: "write", path) }
        digest = try RunningDigest(expected ?? .sha256(""))
        digested = 0
    }

    /// Checks the whole, gives it its name, and returns its digest. One that is wrong is removed, so that the next try begins
    /// anew.
    func finish(_ size: Int, as target: String) throws(DownloadError) -> String {
        try digest(upTo: size)
        let found = digest.finish()
        if let expected, found != expected.hexadecimal {
            _ = unsafe unlink(path)
            _ = unsafe unlink(journalPath)
            throw DownloadError(
                .mismatch,
                "what came has another digest (\(found)) than was promised (\(expected.hexadecimal)): it was thrown away; "
                    + "try again"
            )
        }
        guard ftruncate(descriptor, off_t(size)) == 0, fsync(descriptor) == 0, unsafe rename(path, target) == 0 else {
            throw DownloadError(disk: "write", target)
        }
        _ = unsafe unlink(journalPath)
        return found
    }
}
