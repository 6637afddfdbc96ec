import CCrypto

/// What a file's bytes must come to.
package enum ExpectedDigest: Sendable, Hashable {
    /// In hexadecimal.
    case sha256(String)
    /// Git's name for a file: the SHA-1 of its length and its bytes.
    case gitBlob(String, size: Int)

    /// Nil for what is no SHA-256.
    static func sha256(checking text: String?) -> ExpectedDigest? {
        guard let hex = text?.lowercased(), hex.isHexadecimal(64) else { return nil }
        return .sha256(hex)
    }

    /// Nil for what is no SHA-1.
    static func gitBlob(checking text: String?, size: Int) -> ExpectedDigest? {
        guard let hex = text?.lowercased(), hex.isHexadecimal(40) else { return nil }
        return .gitBlob(hex, size: size)
    }

    var hexadecimal: String {
        switch self {
        case .sha256(let hex), .gitBlob(let hex, _): hex
        }
    }

    /// `sha256:…`
    package var description: String {
        switch self {
        case .sha256(let hex): "sha256:" + hex
        case .gitBlob(let hex, _): "sha1:" + hex
        }
    }
}

extension String {
    fileprivate func isHexadecimal(_ count: Int) -> Bool {
        utf8.count == count && utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// A digest of bytes that come piece by piece. For one caller at a time.
@safe final class RunningDigest {
    private let context: OpaquePointer

    init(_ expected: ExpectedDigest) throws(DownloadError) {
        let kind =
            switch expected {
            case .sha256: unsafe EVP_sha256()
            case .gitBlob: unsafe EVP_sha1()
            }
        guard let context = unsafe EVP_MD_CTX_new() else {
            throw DownloadError(.disk, "no memory is left for a digest")
        }
        unsafe self.context = context
        guard unsafe EVP_DigestInit_ex(context, kind, nil) == 1 else {
            throw DownloadError(.unsupported, "libcrypto here cannot make the digest that the file is checked by")
        }
        if case .gitBlob(_, let size) = expected { add(Array("blob \(size)\0".utf8)) }
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// In hexadecimal; empty where libcrypto cannot make it.
    static func sha256(of bytes: [UInt8]) -> String {
        guard let digest = try? RunningDigest(.sha256("")) else { return "" }
        digest.add(bytes)
        return digest.finish()
    }

    func add(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { buffer in
            _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
    }

    /// In hexadecimal. Nothing can be added after.
    func finish() -> String {
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        _ = unsafe EVP_DigestFinal_ex(context, &bytes, &count)
        return bytes.prefix(Int(count)).map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}
