import Foundation
import JSON
import Synchronization

/// Texts that must never be seen: each is replaced by `[hidden]` in every line that a `LineOutput` writes.
///
/// A second fence, not the first: lines are made of typed fields that hold no secrets. It catches what other
/// programs say, such as a child that prints its own command line.
package enum Secrets {
    private static let hidden = Mutex<[[UInt8]]>([])
    private static let mask = Array("[hidden]".utf8)

    /// Hides a text from now on. Texts under 8 characters are let through: they would blot out ordinary words.
    package static func hide(_ secret: String) {
        guard secret.utf8.count >= 8 else { return }
        var json = JSONWriter()
        json.string(secret)
        let spellings = [Array(secret.utf8), Array(json.finish().dropFirst().dropLast())]
        hidden.withLock { hidden in
            for spelling in spellings where !hidden.contains(spelling) { hidden.append(spelling) }
            // The longer first, so that a secret that holds another is hidden whole.
            hidden.sort { $0.count > $1.count }
        }
    }

    package static func mask(_ text: [UInt8]) -> [UInt8] {
        var text = text
        for secret in hidden.withLock({ $0 }) { text = replace(secret, in: text) }
        return text
    }

    private static func replace(_ secret: [UInt8], in text: [UInt8]) -> [UInt8] {
        guard var found = find(secret, in: text, from: 0) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var start = 0
        while true {
            result += text[start..<found]
            result += mask
            start = found + secret.count
            guard let next = find(secret, in: text, from: start) else { break }
            found = next
        }
        result += text[start...]
        return result
    }

    private static func find(_ secret: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        guard let first = secret.first else { return nil }
        return unsafe text.withUnsafeBytes { text -> Int? in
            var index = start
            while text.count - index >= secret.count {
                guard let base = text.baseAddress,
                    let hit = unsafe memchr(base + index, Int32(first), text.count - index - secret.count + 1)
                else { return nil }
                unsafe index = UnsafeRawPointer(hit) - base
                if unsafe text[index..<index + secret.count].elementsEqual(secret) { return index }
                index += 1
            }
            return nil
        }
    }
}
