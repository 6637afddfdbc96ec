import CZlib
import Foundation

@testable import Downloads

/// Writes archives, right ones and others.
struct ZipWriter {
    struct Member {
        var name: String
        var bytes: [UInt8]
        var isStored = false
        var attributes: UInt32 = 0
        var flags: UInt16 = 0
        /// What is said in place of the truth.
        var saidSize: Int?
        var saidChecksum: UInt32?
        var saidPlace: Int?
        var localName: String?
    }

    var members: [Member] = []
    var comment: [UInt8] = []
    var saidCount: Int?

    mutating func add(_ name: String, _ text: String, _ change: (inout Member) -> Void = { _ in }) {
        add(name, Array(text.utf8), change)
    }

    mutating func add(_ name: String, _ bytes: [UInt8], _ change: (inout Member) -> Void = { _ in }) {
        var member = Member(name: name, bytes: bytes)
        change(&member)
        members.append(member)
    }

    func bytes() -> [UInt8] {
        var all: [UInt8] = []
        var list: [UInt8] = []
        for member in members {
            let place = all.count
            let packed = member.isStored ? member.bytes : Self.deflated(member.bytes)
            var checksum = Checksum()
            checksum.add(member.bytes)
            let method: UInt16 = member.isStored ? 0 : 8
            let sizes =
                little(member.saidChecksum ?? checksum.value) + little(UInt32(packed.count))
                + little(UInt32(member.saidSize ?? member.bytes.count))
            let local = Array((member.localName ?? member.name).utf8)
            all += [0x50, 0x4b, 3, 4] + little(UInt16(20)) + little(member.flags) + little(method)
            all += [0, 0, 0, 0] + sizes + little(UInt16(local.count)) + [0, 0] + local + packed
            let name = Array(member.name.utf8)
            list +=
                [0x50, 0x4b, 1, 2] + little(UInt16(20)) + little(UInt16(20)) + little(member.flags) + little(method)
            list += [0, 0, 0, 0] + sizes + little(UInt16(name.count)) + [0, 0, 0, 0, 0, 0, 0, 0]
            list += little(member.attributes) + little(UInt32(member.saidPlace ?? place)) + name
        }
        let count = little(UInt16(saidCount ?? members.count))
        let end =
            [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + count + count + little(UInt32(list.count)) + little(UInt32(all.count))
        return all + list + end + little(UInt16(comment.count)) + comment
    }

    private func little(_ number: UInt16) -> [UInt8] { [UInt8(number & 255), UInt8(number >> 8)] }

    private func little(_ number: UInt32) -> [UInt8] {
        little(UInt16(number & 0xffff)) + little(UInt16(number >> 16))
    }

    static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var stream = unsafe z_stream()
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        _ = unsafe deflateInit2_(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        var packed = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 64)
        var input = bytes
        unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe stream.next_in = source.baseAddress
            unsafe stream.avail_in = UInt32(source.count)
            unsafe packed.withUnsafeMutableBufferPointer { target in
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = UInt32(target.count)
                _ = unsafe deflate(&stream, Z_FINISH)
            }
        }
        let made = unsafe packed.count - Int(stream.avail_out)
        _ = unsafe deflateEnd(&stream)
        return Array(packed[..<made])
    }
}

extension ZipArchive {
    init(_ bytes: [UInt8], limit: Int = 1 << 30) throws(DownloadError) {
        try self.init(BytesInMemory(bytes: bytes), limit: limit)
    }

    func bytes(of name: String) throws -> [UInt8] {
        var all: [UInt8] = []
        guard let entry = entries.first(where: { $0.path.description == name }) else { return [] }
        try unpack(entry) { all += $0 }
        return all
    }
}
