import CCrypto

/// The SHA-256 of an API key. The key itself is nowhere kept.
package struct APIKeyDigest: Sendable, Hashable {
    /// What the key is called in logs.
    package var name: String
    /// 32 bytes.
    package let sha256: [UInt8]

    /// Hashes the key.
    package init(name: String, key: String) {
        self.name = name
        sha256 = SHA256.digest(of: Array(key.utf8))
    }

    /// Takes 64 hexadecimal digits; nil for anything else.
    package init?(name: String, hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = digits[index].hexDigit, let low = digits[index + 1].hexDigit else { return nil }
            bytes.append(high << 4 | low)
        }
        self.name = name
        sha256 = bytes
    }

    package var hex: String { sha256.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined() }

    /// Whether this is the digest of the key. Takes as long whether it is or not.
    package func matches(digest: [UInt8]) -> Bool {
        guard digest.count == sha256.count else { return false }
        return unsafe CRYPTO_memcmp(sha256, digest, sha256.count) == 0
    }
}

extension [APIKeyDigest] {
    /// The digest of this key, if it is one of them. All of them are compared, whichever it is.
    package func first(matching key: some Sequence<UInt8>) -> APIKeyDigest? {
        let digest = SHA256.digest(of: [UInt8](key))
        var found: APIKeyDigest?
        for candidate in self where candidate.matches(digest: digest) { found = candidate }
        return found
    }
}

package enum SHA256 {
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        unsafe CCrypto.SHA256(bytes, bytes.count, &digest)
        return digest
    }
}

extension UInt8 {
    fileprivate var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
