import CSystem
import EventLoop
import Foundation

/// The addresses of hosts' names, looked up on threads of their own and remembered for a minute.
///
/// Confined to its loop's thread. Whoever asks for a name that is being looked up waits for the same answer.
final class HostResolver: @unchecked Sendable {
    // Sendable by confinement to the loop's thread.
    typealias Answer = ([martlet_address]) -> Void

    private let loop: EventLoop
    private var known: [String: (addresses: [martlet_address], until: UInt64)] = [:]
    private var asked: [String: [Answer]] = [:]

    init(loop: EventLoop) { self.loop = loop }

    /// Calls back with the addresses, none where there is no such host: at once where they are known.
    func resolve(_ host: String, _ answer: @escaping Answer) {
        let own = Self.ownAddresses(of: host)
        if !own.isEmpty { return answer(own) }
        if let found = known[host], martlet_monotonic_ns() < found.until { return answer(found.addresses) }
        asked[host, default: []].append(answer)
        guard asked[host]?.count == 1 else { return }
        let thread = Thread { [self] in
            let found = Self.lookUp(host)
            loop.execute { self.found(found, for: host) }
        }
        thread.name = "martlet-resolve"
        thread.start()
    }

    /// Has the name looked up anew the next time: nobody answered at its addresses.
    func forget(_ host: String) { known[host] = nil }

    private func found(_ addresses: [martlet_address], for host: String) {
        if known.count >= 256 { known = [:] }
        if !addresses.isEmpty { known[host] = (addresses, martlet_monotonic_ns() &+ 60_000_000_000) }
        for answer in asked.removeValue(forKey: host) ?? [] { answer(addresses) }
    }

    private static func lookUp(_ host: String) -> [martlet_address] {
        var found = [martlet_address](repeating: martlet_address(), count: 8)
        let count = unsafe martlet_resolve(host, 0, &found, Int32(found.count))
        return Array(found.prefix(Int(max(0, count))))
    }

    /// What needs no looking up: an address, and this machine, which no name server is asked for (RFC 6761, 6.3).
    private static func ownAddresses(of host: String) -> [martlet_address] {
        let isHere = host.equalsIgnoringCase("localhost") || host.lowercased().hasSuffix(".localhost")
        return (isHere ? ["::1", "127.0.0.1"] : [host]).compactMap { text in
            var found = martlet_address()
            return unsafe martlet_read_address(text, &found, 1) == 1 ? found : nil
        }
    }
}
