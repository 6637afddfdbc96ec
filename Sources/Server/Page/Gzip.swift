import CZlib

/// Bytes as gzip has them; made once, for files that are sent often.
enum Gzip {
    /// Nil where zlib cannot be had, or the packed bytes are no shorter.
    static func packed(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = unsafe z_stream()
        // 31: the largest window, with gzip's head and checksum around it.
        let begun = unsafe deflateInit2_(
            &stream,
            Z_BEST_COMPRESSION,
            Z_DEFLATED,
            31,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard begun == Z_OK else { return nil }
        defer { unsafe deflateEnd(&stream) }
        var packed = [UInt8](repeating: 0, count: bytes.count)
        let status = unsafe bytes.withUnsafeBufferPointer { source in
            unsafe packed.withUnsafeMutableBufferPointer { target in
                unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe stream.avail_in = UInt32(clamping: source.count)
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = UInt32(clamping: target.count)
                return unsafe deflate(&stream, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END else { return nil }
        return unsafe Array(packed.prefix(Int(stream.total_out)))
    }
}
