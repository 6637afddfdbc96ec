import Foundation

/// Bytes that can be read from any place.
protocol ByteSource {
    var count: Int { get }
    /// So many bytes from a place on, which must all be there.
    func read(at place: Int, count: Int) throws(DownloadError) -> [UInt8]
}

/// Bytes in memory.
struct BytesInMemory: ByteSource {
    let bytes: [UInt8]
    var count: Int { bytes.count }

    func read(at place: Int, count: Int) throws(DownloadError) -> [UInt8] {
        guard place >= 0, count >= 0, place <= bytes.count - count else {
            throw DownloadError(.malformed, "the archive is cut short")
        }
        return Array(bytes[place..<(place + count)])
    }
}

/// A file, which is ours alone: what is read again is the same.
final class FileSource: ByteSource {
    let count: Int
    private let descriptor: Int32

    init(_ path: String) throws(DownloadError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw DownloadError(disk: "open", path) }
        self.descriptor = descriptor
        count = Int(clamping: lseek(descriptor, 0, SEEK_END))
    }

    deinit { close(descriptor) }

    func read(at place: Int, count: Int) throws(DownloadError) -> [UInt8] {
        guard place >= 0, count >= 0, place <= self.count - count else {
            throw DownloadError(.malformed, "the archive is cut short")
        }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(descriptor, buffer.baseAddress?.advanced(by: done), count - done, off_t(place + done))
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw DownloadError(.disk, "the archive cannot be read back from the disk") }
            done += got
        }
        return bytes
    }
}

extension DownloadError {
    /// What the system has just refused.
    init(disk action: String, _ path: String) {
        let number = errno
        let reason = unsafe String(cString: strerror(number))
        guard ![ENOSPC, EDQUOT, EFBIG].contains(number) else {
            self.init(.full, "cannot \(action) \(path): \(reason); make room, and ask again: what has come is kept")
            return
        }
        self.init(.disk, "cannot \(action) \(path): \(reason)")
    }
}
