import CCurl
import CSystem

/// Whether an address is one of the internet at large: none of this machine, of a network that it may be in, of a cloud's
/// metadata, or of nobody in particular.
///
/// Ranges that are set aside for documentation and tests count as public: no network is there to be protected.
enum PublicAddress {
    /// IPv4, the first byte first.
    static func contains(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> Bool {
        switch (a, b, c, d) {
        case (0, _, _, _), (10, _, _, _), (127, _, _, _): false
        case (100, 64...127, _, _): false
        case (169, 254, _, _): false
        case (172, 16...31, _, _): false
        case (192, 0, 0, _), (192, 168, _, _): false
        case (198, 18...19, _, _): false
        // Azure's metadata and its agents.
        case (168, 63, 129, 16): false
        case (224..., _, _, _): false
        default: true
        }
    }

    /// 4 or 16 bytes.
    static func contains(_ bytes: [UInt8]) -> Bool {
        if bytes.count == 4 { return contains(bytes[0], bytes[1], bytes[2], bytes[3]) }
        guard bytes.count == 16 else { return false }
        // IPv4 in other clothes is judged by what it is underneath.
        if let start = embedded(in: bytes) {
            return contains(bytes[start], bytes[start + 1], bytes[start + 2], bytes[start + 3])
        }
        // Only 2000::/3 is given to anybody; what else there is, is local, or not in use.
        guard bytes[0] & 0xe0 == 0x20 else { return false }
        // Teredo hides both of its ends.
        return !bytes.starts(with: [0x20, 0x01, 0, 0])
    }

    /// Where an IPv4 address stands: in `::ffff:0:0/96`, NAT64's `64:ff9b::/96` and 6to4's `2002::/16`.
    private static func embedded(in bytes: [UInt8]) -> Int? {
        if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) { return 12 }
        if bytes.starts(with: [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) { return 12 }
        return bytes.starts(with: [0x20, 0x02]) ? 2 : nil
    }

    static func contains(_ address: martlet_address) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe withUnsafePointer(to: address) { unsafe martlet_address_bytes($0, &bytes) }
        return contains(Array(bytes.prefix(Int(count))))
    }

    static func contains(_ address: UnsafePointer<curl_sockaddr>) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe martlet_curl_address_bytes(address, &bytes)
        return contains(Array(bytes.prefix(Int(count))))
    }

    /// An address as it is written; what is none is not public.
    static func contains(text: String) -> Bool {
        var address = martlet_address()
        return unsafe martlet_read_address(text, &address, 1) == 1 && contains(address)
    }
}
