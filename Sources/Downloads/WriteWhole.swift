import Foundation

/// Writes all of it, however the system cuts it. The path is told where that fails.
func writeWhole(_ bytes: [UInt8], to descriptor: Int32, of path: String) throws(DownloadError) {
    var done = 0
    while done < bytes.count {
        let wrote = unsafe bytes.withUnsafeBytes {
            unsafe write(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done)
        }
        if wrote < 0, errno == EINTR { continue }
        guard wrote > 0 else { throw DownloadError(disk: "write", path) }
        done += wrote
    }
}
