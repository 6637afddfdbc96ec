import Foundation

/// A file that is being fetched, under a name of its own until all of it is there and right.
///
/// What an earlier try has left is taken up again. Everything here blocks on the disk.
final class PartialFile: @unchecked Sendable {
    // Sendable because a transfer uses it from one place after the other.
    let path: String
    private(set) var length = 0
    private let expected: ExpectedDigest
    private let descriptor: Int32
    private var digest: RunningDigest

    init(_ path: String, expecting expected: ExpectedDigest) throws(DownloadError) {
        self.path = path
        self.expected = expected
        digest = try RunningDigest(expected)
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw DownloadError(disk: "write", path) }
        self.descriptor = descriptor
        try takeUp()
    }

    deinit { close(descriptor) }

    /// Reads what is there, so that the digest is of all of it.
    private func takeUp() throws(DownloadError) {
        while true {
            var piece = [UInt8](repeating: 0, count: 1 << 20)
            let got = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw DownloadError(disk: "read", path) }
            if got == 0 { return }
            piece.removeLast(piece.count - got)
            digest.add(piece)
            length += got
        }
    }

    func append(_ bytes: [UInt8]) throws(DownloadError) {
        try writeWhole(bytes, to: descriptor, of: path)
        digest.add(bytes)
        length += bytes.count
    }

    /// Forgets what is there: the server begins anew.
    func restart() throws(DownloadError) {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw DownloadError(disk: "write", path)
        }
        digest = try RunningDigest(expected)
        length = 0
    }

    /// Checks the whole, and gives it its name. One that is wrong is removed, so that the next try begins anew.
    func finish(as target: String) throws(DownloadError) {
        let found = digest.finish()
        guard found == expected.hexadecimal else {
            _ = unsafe unlink(path)
            throw DownloadError(
                .mismatch,
                "what came has another digest (\(found)) than was promised (\(expected.hexadecimal)): it was thrown away; "
                    + "try again"
            )
        }
        guard fsync(descriptor) == 0, unsafe rename(path, target) == 0 else {
            throw DownloadError(disk: "write", target)
        }
    }
}
