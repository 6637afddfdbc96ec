import CSystem
import EventLoop

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Listening sockets on every address of a host, all on one port.
struct HTTPListener {
    let port: UInt16
    /// One set of sockets (one for each address) for each of those who accept.
    private(set) var sockets: [[Int32]] = []

    /// Makes `sets` sets of listening sockets, between which the system spreads connections.
    init(host: String, port: UInt16, sets: Int, backlog: Int32) throws(HTTPServerStartError) {
        let addresses = try Self.addresses(of: host)
        var chosen = port
        // Sockets that share a port would share it with another program of the same user, too, in silence. So it is
        // first asked for without sharing.
        for (index, address) in addresses.enumerated() {
            var bound: UInt16 = 0
            let probe = unsafe martlet_listen(address, chosen, 0, 0, &bound)
            if probe >= 0 {
                closeSocket(probe)
                chosen = bound
            } else if index == 0 || probe == -EADDRINUSE {
                throw HTTPServerStartError(host: host, port: port, number: -probe)
            }
        }
        self.port = chosen
        for _ in 0..<max(1, sets) {
            var set: [Int32] = []
            for (index, address) in addresses.enumerated() {
                var bound: UInt16 = 0
                let socket = unsafe martlet_listen(address, chosen, sets > 1 ? 1 : 0, backlog, &bound)
                if socket >= 0 {
                    set.append(socket)
                } else if index == 0 || socket == -EADDRINUSE {
                    for other in set { closeSocket(other) }
                    for others in sockets { for other in others { closeSocket(other) } }
                    throw HTTPServerStartError(host: host, port: chosen, number: -socket)
                }
                // The second address of a name (::1 of localhost) may be missing from this machine.
            }
            sockets.append(set)
        }
    }

    private static func addresses(of host: String) throws(HTTPServerStartError) -> [martlet_address] {
        var name = host
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        var found = [martlet_address](repeating: martlet_address(), count: 8)
        let count = unsafe name.isEmpty ? 0 : martlet_resolve(name, 0, &found, Int32(found.count))
        guard count > 0 else {
            throw HTTPServerStartError(
                code: .unknownHost,
                message: "\(host.debugDescription) is neither an address nor a known name: "
                    + "use 127.0.0.1, ::1, localhost, or an address of this machine"
            )
        }
        return Array(found.prefix(Int(count)))
    }
}

/// `close`, also where a method has taken the name.
func closeSocket(_ socket: Int32) { close(socket) }

extension HTTPServerStartError {
    init(host: String, port: UInt16, number: Int32) {
        let place = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]:\(port)" : "\(host):\(port)"
        switch number {
        case EADDRINUSE:
            code = .addressInUse
            message =
                "port \(port) is already in use on \(host): stop the program that has it "
                + "(`ss -ltnp 'sport = :\(port)'` names it), or choose another port"
        case EACCES, EPERM:
            code = .notPermitted
            message = "this user may not listen on \(place): choose a port of 1024 or above"
        case EADDRNOTAVAIL:
            code = .notLocal
            message = "\(host) is not an address of this machine: use 127.0.0.1, or an address that `ip addr` shows"
        default:
            code = .other
            message = "cannot listen on \(place): \(String(systemError: number))"
        }
    }
}
