/// The record that an archive ends with: where its list is.
struct ZipEnd {
    let count: Int
    let listStart: Int
    let listLength: Int

    private static let length = 22

    init(_ source: any ByteSource) throws(DownloadError) {
        // A comment of up to 65,535 bytes may follow it.
        let tailLength = min(source.count, Self.length + Int(UInt16.max))
        let tailStart = source.count - tailLength
        let tail = try source.read(at: tailStart, count: tailLength)
        guard let found = Self.find(in: tail) else {
            throw DownloadError(.malformed, "this is no ZIP archive, or its end is missing")
        }
        var fields = ZipFields(Array(tail[found...]))
        fields.skip(4)
        let disks = (fields.number16(), fields.number16())
        let counts = (fields.number16(), fields.number16())
        let length = fields.number32()
        let start = fields.number32()
        guard counts.0 != .max, length != .max, start != .max else {
            throw DownloadError(.unsupported, "the archive is a ZIP64 one, which is not read")
        }
        guard disks == (0, 0), counts.0 == counts.1, Int(start) + Int(length) == tailStart + found else {
            throw DownloadError(.malformed, "the archive's list is not where its end says")
        }
        count = Int(counts.0)
        listStart = Int(start)
        listLength = Int(length)
    }

    /// The last place where the record's mark stands and its comment reaches exactly to the end.
    private static func find(in tail: [UInt8]) -> Int? {
        guard tail.count >= length else { return nil }
        for place in stride(from: tail.count - length, through: 0, by: -1)
        where tail[place] == 0x50 && tail[place + 1] == 0x4b && tail[place + 2] == 5 && tail[place + 3] == 6 {
            let comment = Int(tail[place + 20]) | Int(tail[place + 21]) << 8
            if place + length + comment == tail.count { return place }
        }
        return nil
    }
}

/// The list of an archive's files.
struct ZipList {
    private(set) var entries: [ZipArchive.Entry] = []

    private static let longest = 16 << 20

    init(_ source: any ByteSource, _ end: ZipEnd) throws(DownloadError) {
        guard end.listLength <= Self.longest else { throw DownloadError(.malformed, "the archive's list is too long") }
        var fields = ZipFields(try source.read(at: end.listStart, count: end.listLength))
        for _ in 0..<end.count {
            if let entry = try Self.entry(&fields) { entries.append(entry) }
        }
        guard fields.isAtEnd else { throw DownloadError(.malformed, "the archive's list has more in it than it says") }
    }

    /// Nil for a folder, which needs no entry of its own.
    private static func entry(_ fields: inout ZipFields) throws(DownloadError) -> ZipArchive.Entry? {
        guard fields.left >= 46, fields.number32() == 0x0201_4b50 else { throw broken }
        fields.skip(4)
        let flags = fields.number16()
        let method = fields.number16()
        fields.skip(4)
        let checksum = fields.number32()
        let packedSize = fields.number32()
        let size = fields.number32()
        let nameLength = Int(fields.number16())
        let rest = Int(fields.number16()) + Int(fields.number16())
        let disk = fields.number16()
        fields.skip(2)
        let attributes = fields.number32()
        let place = fields.number32()
        guard fields.left >= nameLength + rest else { throw broken }
        let text = fields.bytes(nameLength)
        fields.skip(rest)
        guard let name = String(validating: text, as: UTF8.self) else {
            throw DownloadError(.malformed, "the archive names a file in bytes that are not UTF-8")
        }
        guard flags & 1 == 0 else { throw DownloadError(.unsupported, "the archive is encrypted") }
        guard packedSize != .max, size != .max, place != .max, disk == 0 else {
            throw DownloadError(.unsupported, "the archive is a ZIP64 one, or on several disks, which is not read")
        }
        // What Unix thinks of it: a symbolic link could lead anywhere.
        guard attributes >> 28 != 0o12 else {
            throw DownloadError(.malformed, "the archive has a link in it, which is not followed")
        }
        let isFolder = name.hasSuffix("/")
        guard let path = RelativePath(isFolder ? String(name.dropLast()) : name) else {
            throw DownloadError(.malformed, "the archive names a file outside of its folder: it is not unpacked")
        }
        if isFolder { return nil }
        return ZipArchive.Entry(
            path: path,
            method: method,
            checksum: checksum,
            packedSize: Int(packedSize),
            size: Int(size),
            place: Int(place)
        )
    }

    private static var broken: DownloadError { DownloadError(.malformed, "the archive's list is damaged") }
}

/// Little-endian numbers one after the other. Who reads has looked at `left`.
struct ZipFields {
    private let all: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { all = bytes }

    var left: Int { all.count - place }
    var isAtEnd: Bool { left == 0 }

    mutating func skip(_ count: Int) { place += count }

    mutating func number16() -> UInt16 {
        defer { place += 2 }
        return UInt16(all[place]) | UInt16(all[place + 1]) << 8
    }

    mutating func number32() -> UInt32 {
        UInt32(number16()) | UInt32(number16()) << 16
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        defer { place += count }
        return Array(all[place..<(place + count)])
    }
}
