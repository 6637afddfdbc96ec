import Foundation

/// Room on the disk that a folder is on.
enum DiskSpace {
    /// What is left to others: a disk that is full to the last byte stops more than a pull.
    private static let reserve = 64 << 20

    /// Throws where so many bytes more have no room. Blocks on the disk.
    static func check(for needed: Int, in folder: String, of model: String) throws(DownloadError) {
        var status = statvfs()
        guard needed > 0, unsafe statvfs(folder, &status) == 0 else { return }
        let (free, isTooMuch) = Int(clamping: UInt64(status.f_bavail)).multipliedReportingOverflow(
            by: Int(status.f_frsize)
        )
        guard !isTooMuch, free < needed + min(reserve, needed) else { return }
        throw DownloadError(
            .full,
            "\(model) needs \(bytes(needed)) more in \(folder), and the disk has \(bytes(free)) left: make room, or set "
                + "LLAMACPP_MODELS_DIR to another disk"
        )
    }

    /// `4.1 GB`
    static func bytes(_ count: Int) -> String {
        switch count {
        case 1_000_000_000...: String(format: "%.1f GB", Double(count) / 1e9)
        case 1_000_000...: String(format: "%.1f MB", Double(count) / 1e6)
        default: "\(count) bytes"
        }
    }
}
