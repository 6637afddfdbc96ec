/// Where a server listens, and what it allows.
package struct HTTPServerConfiguration: Sendable {
    /// An IPv4 or IPv6 address, or a name such as `localhost`, whose every address is listened on.
    package var host = "127.0.0.1"
    /// 0 lets the system choose a free one.
    package var port: UInt16 = 8000
    package var limits = HTTPRequestLimits()
    /// Further ones are answered 503 and closed.
    package var maxConnections = 4096
    package var backlog: Int32 = 1024

    /// From accepting a connection, or from a request's first byte, to its whole head.
    package var headTime: Duration = .seconds(10)
    /// Between two pieces of a request's body.
    package var bodyTime: Duration = .seconds(30)
    /// Between an answer and the next request.
    package var idleTime: Duration = .seconds(75)
    /// How long a client may take nothing of its answer.
    package var writeStall: Duration = .seconds(60)
    /// How long the client of a refused request may go on sending, so that it can read why.
    package var lingerTime: Duration = .seconds(2)
    /// How often these times are looked at, and so how late they may be.
    package var tick: Duration = .milliseconds(250)

    /// Handlers wait while this much of an answer has not been taken.
    package var highWater = 64 << 10

    /// The JSON that explains an answer the server gives by itself, from its status and what was wrong.
    package var errorBody: @Sendable (_ status: Int, _ message: String) -> [UInt8] = HTTPAnswerHead.errorBody

    package init() {}
}

/// What a server has seen so far.
package struct HTTPServerCounters: Sendable, Equatable {
    /// Connections that are open now.
    package var open = 0
    package var accepted = 0
    /// Connections over the limit.
    package var rejected = 0
    /// Requests whose handler was started.
    package var requests = 0
    /// Handlers that run now.
    package var running = 0
    /// Requests that were refused before a handler saw them.
    package var refused = 0
    /// Clients that left before their answer was whole.
    package var left = 0
    /// Times that no connection could be accepted for want of descriptors or memory.
    package var acceptFailures = 0
}

/// Why a server could not start.
package struct HTTPServerStartError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case addressInUse = "address_in_use"
        case notPermitted = "not_permitted"
        case unknownHost = "unknown_host"
        case notLocal = "not_local"
        case other
    }

    package var code: Code
    package var message: String
    package var description: String { message }
}
