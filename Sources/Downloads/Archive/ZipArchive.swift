/// A ZIP archive, as Python's wheels are, read with suspicion.
///
/// The list at its end is what counts. Each file must lie where the list says, under the same name, apart from the others;
/// no name may lead out of the folder that it is unpacked into, no file may be longer than is said, and all together not
/// longer than `limit`. Encryption, several disks, ZIP64 and links are refused.
struct ZipArchive {
    struct Entry: Sendable, Equatable {
        var path: RelativePath
        var method: UInt16
        var checksum: UInt32
        var packedSize: Int
        var size: Int
        /// Of its header, which its bytes follow.
        fileprivate(set) var place: Int
        /// Of its bytes.
        fileprivate(set) var start = 0
    }

    private let source: any ByteSource
    /// Files alone, in the order of the list.
    let entries: [Entry]

    /// Nothing real is packed this tightly; what is, is made to fill a disk.
    private static let mostTimes = 250

    /// All files together may be `limit` bytes long once they are unpacked.
    init(_ source: any ByteSource, limit: Int = 8 << 30) throws(DownloadError) {
        self.source = source
        let end = try ZipEnd(source)
        var entries = try ZipList(source, end).entries
        var names: Set<RelativePath> = []
        var total = 0
        for index in entries.indices {
            let entry = entries[index]
            guard names.insert(entry.path).inserted else {
                throw DownloadError(.malformed, "the archive has \(entry.path) twice")
            }
            total += entry.size
            let isTight = entry.size > 1 << 20 && entry.size / Self.mostTimes > entry.packedSize
            guard total <= limit, !isTight else {
                throw DownloadError(.malformed, "the archive would unpack to more than can be: it is not unpacked")
            }
            entries[index].start = try Self.start(of: entry, in: source, before: end.listStart)
        }
        try Self.checkApart(entries, before: end.listStart)
        self.entries = entries
    }

    /// Where a file's bytes begin: its own header is believed in nothing else.
    private static func start(
        of entry: Entry,
        in source: any ByteSource,
        before end: Int
    ) throws(DownloadError) -> Int {
        var header = ZipFields(try source.read(at: entry.place, count: 30))
        guard header.number32() == 0x0403_4b50 else { throw misplaced(entry) }
        header.skip(4)
        let method = header.number16()
        header.skip(16)
        let nameLength = Int(header.number16())
        let extraLength = Int(header.number16())
        let name = try source.read(at: entry.place + 30, count: nameLength)
        guard method == entry.method, String(validating: name, as: UTF8.self) == entry.path.description else {
            throw misplaced(entry)
        }
        let start = entry.place + 30 + nameLength + extraLength
        guard start <= end, entry.packedSize <= end - start else { throw misplaced(entry) }
        return start
    }

    private static func misplaced(_ entry: Entry) -> DownloadError {
        DownloadError(.malformed, "the archive does not hold \(entry.path) where its list says")
    }

    private static func checkApart(_ entries: [Entry], before end: Int) throws(DownloadError) {
        let ordered = entries.sorted { $0.place < $1.place }
        for (entry, next) in zip(ordered, ordered.dropFirst()) {
            guard entry.start + entry.packedSize <= next.place else {
                throw DownloadError(.malformed, "the archive has \(entry.path) and \(next.path) in the same bytes")
            }
        }
    }

    /// Hands out a file's bytes as they are unpacked. Throws at the end if they are not those that were packed: what has
    /// been handed out is then worth nothing.
    func unpack(_ entry: Entry, _ sink: ([UInt8]) throws(DownloadError) -> Void) throws(DownloadError) {
        guard entry.method == 0 || entry.method == 8 else {
            throw DownloadError(.unsupported, "\(entry.path) is packed in a way that is not known (\(entry.method))")
        }
        var checksum = Checksum()
        var size = 0
        func pass(_ bytes: [UInt8]) throws(DownloadError) {
            checksum.add(bytes)
            size += bytes.count
            try sink(bytes)
        }
        if entry.method == 0 {
            guard entry.packedSize == entry.size else { throw Self.damaged(entry) }
            try eachPiece(of: entry, pass)
        } else {
            var inflater = try Inflater(limit: entry.size)
            try eachPiece(of: entry) { (piece) throws(DownloadError) in try inflater.take(piece, pass) }
            guard inflater.isFinished else { throw Self.damaged(entry) }
        }
        guard size == entry.size, checksum.value == entry.checksum else { throw Self.damaged(entry) }
    }

    private func eachPiece(
        of entry: Entry,
        _ body: ([UInt8]) throws(DownloadError) -> Void
    ) throws(DownloadError) {
        var done = 0
        while done < entry.packedSize {
            let count = min(256 << 10, entry.packedSize - done)
            try body(try source.read(at: entry.start + done, count: count))
            done += count
        }
    }

    private static func damaged(_ entry: Entry) -> DownloadError {
        DownloadError(.mismatch, "\(entry.path) is damaged in the archive: fetch it again")
    }
}
