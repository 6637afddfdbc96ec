import CCurl

/// A request's header fields as the linked list that libcurl reads, in memory that is used again and again.
@safe final class CurlHeaderList {
    private var text: UnsafeMutableBufferPointer<CChar> = .allocate(capacity: 1024)
    private var nodes: UnsafeMutableBufferPointer<curl_slist> = .allocate(capacity: 16)

    deinit {
        unsafe text.deallocate()
        unsafe nodes.deallocate()
    }

    /// Writes the list. It is good until the next call.
    ///
    /// Nothing gets through that would end a field early or contradict what the client itself sends.
    func fill(_ headers: HTTPHeaders, hasBody: Bool) throws(HTTPClientError) -> UnsafeMutablePointer<curl_slist>? {
        // libcurl adds a content type and, before long bodies, waits for "100 Continue", unless told otherwise.
        var own = hasBody ? ["Expect:"] : []
        var length = 0
        var namesType = false
        for field in headers.fields {
            let name = field.name.utf8
            guard !name.isEmpty, name.allSatisfy(\.isTokenByte) else {
                throw HTTPClientError(.other, "a header's name is not an HTTP token; it was not sent")
            }
            guard field.value.utf8.allSatisfy(\.isFieldByte) else {
                throw HTTPClientError(
                    .other,
                    "the value of the header `\(field.name)` holds a control character; it was not sent"
                )
            }
            if Self.isReserved(field.name) {
                throw HTTPClientError(.other, "the header `\(field.name)` is the HTTP client's to send")
            }
            if name.count == 12, field.name.equalsIgnoringCase("content-type") { namesType = true }
            length += name.count + field.value.utf8.count + 4
        }
        if hasBody, !namesType { own.append("Content-Type:") }
        for line in own { length += line.utf8.count + 1 }
        let count = headers.fields.count + own.count
        guard count > 0 else { return nil }
        reserve(count, length)

        var writer = unsafe Writer(start: text.baseAddress)
        var place = 0
        for field in headers.fields {
            unsafe nodes[place].data = writer.position
            writer.write(field.name)
            if field.value.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                // To libcurl "name:" means: do not send it. "name;" sends it empty.
                writer.write(";")
            } else {
                writer.write(": ")
                writer.write(field.value)
            }
            writer.end()
            place += 1
        }
        for line in own {
            unsafe nodes[place].data = writer.position
            writer.write(line)
            writer.end()
            place += 1
        }
        for place in 0..<count {
            unsafe nodes[place].next = place + 1 < count ? nodes.baseAddress.map { unsafe $0 + place + 1 } : nil
        }
        return unsafe nodes.baseAddress
    }

    private func reserve(_ count: Int, _ length: Int) {
        if unsafe text.count < length {
            unsafe text.deallocate()
            unsafe text = .allocate(capacity: length * 2)
        }
        if unsafe nodes.count < count {
            unsafe nodes.deallocate()
            unsafe nodes = .allocate(capacity: count * 2)
        }
    }

    /// Fields that libcurl derives from the URL, the body and the connection.
    private static func isReserved(_ name: String) -> Bool {
        switch name.utf8.count {
        case 2: name.equalsIgnoringCase("te")
        case 4: name.equalsIgnoringCase("host")
        case 6: name.equalsIgnoringCase("expect")
        case 7: name.equalsIgnoringCase("upgrade") || name.equalsIgnoringCase("trailer")
        case 10: name.equalsIgnoringCase("connection") || name.equalsIgnoringCase("keep-alive")
        case 14: name.equalsIgnoringCase("content-length")
        case 16: name.equalsIgnoringCase("proxy-connection")
        case 17: name.equalsIgnoringCase("transfer-encoding")
        default: false
        }
    }

    /// Writes C strings one after the other, in room that was measured before.
    @safe private struct Writer {
        var position: UnsafeMutablePointer<CChar>?

        init(start: UnsafeMutablePointer<CChar>?) { unsafe position = unsafe start }

        mutating func write(_ string: String) {
            guard let position = unsafe position else { return }
            var string = string
            let count = string.withUTF8 { bytes in
                if let start = bytes.baseAddress {
                    unsafe UnsafeMutableRawPointer(position).copyMemory(from: start, byteCount: bytes.count)
                }
                return bytes.count
            }
            unsafe self.position = unsafe position + count
        }

        mutating func end() {
            unsafe position?.pointee = 0
            unsafe position = position.map { unsafe $0 + 1 }
        }
    }
}

extension UInt8 {
    /// Whether the byte may stand in a method or a header's name (RFC 9110, 5.6.2).
    var isTokenByte: Bool {
        // One bit for each of the 128: `!#$%&'*+-.^_`|~`, digits, letters.
        let low: UInt64 = 0x03ff_6cfa_0000_0000
        let high: UInt64 = 0x57ff_fffe_c7ff_fffe
        return self < 64 ? (low >> UInt64(self)) & 1 == 1 : self < 128 && (high >> UInt64(self & 63)) & 1 == 1
    }

    /// Whether the byte may stand in a header's value.
    var isFieldByte: Bool { self >= 0x20 && self != 0x7f || self == 0x09 }
}
