package import EventLoop
import Foundation
import Synchronization

/// Sends requests over pooled connections, on the loop of the task that asks.
///
/// Each loop has connections of its own, so that an exchange never changes thread. A pooled connection that turns out
/// closed before the answer's first byte is replaced once by a fresh one; nothing else is ever sent twice.
/// Redirects are not followed, and no proxy is used for this machine.
///
/// Plain HTTP is spoken over the loop's own sockets (`Plain/`); what needs TLS or goes through a proxy is libcurl's
/// (`Curl/`).
package final class HTTPClient: HTTPTransport {
    package let configuration: Configuration
    private let fallback: EventLoop?
    private let parts = Mutex<[HTTPClientLoop]>([])

    /// `group`: its first loop serves callers that run on no loop.
    package init(configuration: Configuration = Configuration(), group: EventLoopGroup? = nil) {
        SignalWatch.ignoreBrokenPipes()
        self.configuration = configuration
        fallback = group?.first
    }

    deinit {
        for part in parts.withLock({ $0 }) { part.loop.execute { part.shutDown() } }
    }

    package func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientResponse {
        guard let loop = EventLoop.current ?? fallback else {
            throw HTTPClientError(.other, "the HTTP client was called on no event loop and was given none")
        }
        let exchange = HTTPExchange(owner: part(for: loop), deadlines: request.deadlines)
        return try await exchange.start(request)
    }

    private func part(for loop: EventLoop) -> HTTPClientLoop {
        parts.withLock { parts in
            if let part = parts.first(where: { $0.loop === loop }) { return part }
            let part = HTTPClientLoop(loop: loop, configuration: configuration)
            parts.append(part)
            return part
        }
    }
}

extension HTTPClient {
    package struct Configuration: Sendable {
        /// How long a connection may stay unused and still be taken again. Under the idle time of the peers: uvicorn
        /// closes after 5 s. A peer that names a shorter time (`keep-alive: timeout=2`) is believed.
        package var idleLimit: Duration = .seconds(4)
        /// How many unused connections a loop keeps.
        package var idleConnections = 256
        /// How many bytes of a body wait for their reader before the sender is held back.
        package var bufferLimit = 256 << 10
        /// How long the head of an answer may be.
        package var headLimit = 128 << 10
        package var userAgent = "martlet"
        /// A file of PEM certificates to trust instead of the system's.
        package var trustedRoots = ProcessInfo.processInfo.environment["SSL_CERT_FILE"].flatMap {
            $0.isEmpty ? nil : $0
        }
        /// Whether `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` are heeded (never for this machine).
        package var usesProxies = true
        /// Whether libcurl carries plain HTTP too, as it does where there is a proxy.
        var usesCurlAlways = false

        package init() {}
    }
}
