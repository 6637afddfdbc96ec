import CCurl

/// A request's header fields as the linked list that libcurl reads, in memory that is used again and again.
@safe final class CurlHeaderList {
    private var text: UnsafeMutableBufferPointer<CChar> = .allocate(capacity: 1024)
    private var nodes: UnsafeMutableBufferPointer<curl_slist> = .allocate(capacity: 16)

    deinit {
        unsafe text.deallocate()
        unsafe nodes.deallocate()
    }

    /// Writes the list of fields that were checked. It is good until the next call.
    func fill(_ headers: HTTPHeaders, hasBody: Bool) -> UnsafeMutablePointer<curl_slist>? {
        // libcurl adds a content type and, before long bodies, waits for "100 Continue", unless told otherwise.
        var own = hasBody ? ["Expect:"] : []
        var length = 0
        var namesType = false
        for field in headers.fields {
            let name = field.name.utf8
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
