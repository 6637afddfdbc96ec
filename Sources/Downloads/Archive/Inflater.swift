import CZlib

/// Unpacks a deflated stream piece by piece, and no further than it was promised to be long.
@safe struct Inflater: ~Copyable {
    // zlib keeps the address of what it was begun with.
    private let stream: UnsafeMutablePointer<z_stream>
    private let limit: Int
    private(set) var produced = 0
    private(set) var isFinished = false

    private static let pieceLength = 256 << 10

    /// The unpacked bytes may be `limit` long.
    init(limit: Int) throws(DownloadError) {
        self.limit = limit
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // Minus fifteen: a bare stream, without a header of its own.
        let status = unsafe inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            unsafe stream.deallocate()
            throw DownloadError(.disk, "zlib cannot be started (\(status)): is there memory left?")
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Hands out what these bytes unpack to.
    mutating func take(_ input: [UInt8], _ sink: ([UInt8]) throws(DownloadError) -> Void) throws(DownloadError) {
        var next = 0
        while next < input.count {
            guard !isFinished else { throw DownloadError(.malformed, "the archive has bytes behind the end of a file") }
            let (piece, used) = try inflate(input, from: next)
            next += used
            guard !piece.isEmpty || used > 0 || isFinished else {
                throw DownloadError(.malformed, "the archive's deflated bytes lead nowhere")
            }
            if !piece.isEmpty { try sink(piece) }
        }
    }

    /// One step: what came out, and how many bytes went in.
    private mutating func inflate(_ input: [UInt8], from start: Int) throws(DownloadError) -> ([UInt8], Int) {
        // One more than may come shows that more would.
        let room = min(Self.pieceLength, limit - produced + 1)
        var piece = [UInt8](repeating: 0, count: room)
        let (status, used, made) = unsafe input.withUnsafeBytes { source in
            unsafe piece.withUnsafeMutableBytes { target in
                let bytes = unsafe source.bindMemory(to: UInt8.self)
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.advanced(by: start))
                unsafe stream.pointee.avail_in = UInt32(clamping: source.count - start)
                unsafe stream.pointee.next_out = target.bindMemory(to: UInt8.self).baseAddress
                unsafe stream.pointee.avail_out = UInt32(clamping: room)
                let offered = unsafe stream.pointee.avail_in
                let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
                let used = unsafe Int(offered - stream.pointee.avail_in)
                let made = unsafe room - Int(stream.pointee.avail_out)
                unsafe stream.pointee.next_in = nil
                unsafe stream.pointee.next_out = nil
                return (status, used, made)
            }
        }
        switch status {
        case Z_STREAM_END: isFinished = true
        case Z_OK, Z_BUF_ERROR: break
        default: throw DownloadError(.malformed, "the archive's deflated bytes are damaged (\(status))")
        }
        produced += made
        guard produced <= limit else {
            throw DownloadError(.malformed, "a file of the archive is longer than the archive says (\(limit) bytes)")
        }
        if made < room { piece.removeLast(room - made) }
        return (piece, used)
    }
}

/// The checksum that archives carry.
struct Checksum {
    private(set) var value: UInt32 = 0

    mutating func add(_ bytes: [UInt8]) {
        value = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(value), buffer.baseAddress, buffer.count))
        }
    }
}
