import CSystem
import EventLoop
import Foundation

/// What a client has on one loop: what it knows of servers, and who carries exchanges with them.
///
/// Confined to its loop's thread.
final class HTTPClientLoop: @unchecked Sendable {
    // Sendable by confinement to the loop's thread, which every method asserts.
    let loop: EventLoop
    let configuration: HTTPClient.Configuration
    let watch: ExchangeWatch
    private let pool: PlainPool
    /// Made when it is needed: for https, and for proxies.
    private var curl: CurlDriver?
    private let heedsProxies: Bool
    private var targets: [String: HTTPTarget] = [:]
    private var lastTarget: (url: String, target: HTTPTarget)?
    private var origins: [String: HTTPOrigin] = [:]

    init(loop: EventLoop, configuration: HTTPClient.Configuration) {
        self.loop = loop
        self.configuration = configuration
        watch = ExchangeWatch(loop: loop)
        pool = PlainPool(loop: loop, configuration: configuration)
        heedsProxies = configuration.usesProxies && Self.environmentNamesProxy
    }

    private static let environmentNamesProxy: Bool = {
        let environment = ProcessInfo.processInfo.environment
        let names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        return names.contains { environment[$0]?.isEmpty == false }
    }()

    /// Sends the exchange's request; what comes of it is told to the exchange.
    func start(_ request: HTTPClientRequest, for exchange: HTTPExchange) throws(HTTPClientError) {
        loop.assertCurrent()
        let target = try target(request.url)
        let isProxied = heedsProxies && !target.origin.isLoopback
        // A proxy connects for us, to what it is told: an address that is written out is known before.
        if isProxied, request.reach == .publicOnly, target.origin.isWrittenPrivate {
            throw .notPublic(target.origin.name)
        }
        exchange.target = target
        watch.add(exchange)
        if target.origin.isSecure || isProxied || configuration.usesCurlAlways {
            try driver().start(request, for: exchange, to: target, proxied: isProxied)
        } else {
            try pool.start(request, for: exchange, to: target)
        }
    }

    /// Ends every exchange and closes every connection; called once, last of all.
    func shutDown() {
        loop.assertCurrent()
        watch.shutDown()
        pool.shutDown()
        curl?.shutDown()
    }

    private func driver() throws(HTTPClientError) -> CurlDriver {
        if let curl { return curl }
        guard let made = CurlDriver(loop: loop, configuration: configuration) else {
            throw HTTPClientError(.other, "libcurl could not start (is memory used up?)")
        }
        curl = made
        return made
    }

    private func target(_ url: String) throws(HTTPClientError) -> HTTPTarget {
        if let lastTarget, lastTarget.url == url { return lastTarget.target }
        let found: HTTPTarget
        if let known = targets[url] { found = known } else { found = try read(url) }
        lastTarget = (url, found)
        return found
    }

    private func read(_ url: String) throws(HTTPClientError) -> HTTPTarget {
        let target = try HTTPTarget(url, userAgent: configuration.userAgent)
        let name = "\(target.origin.isSecure ? "https" : "http")://\(target.origin.name)"
        if let known = origins[name] {
            target.origin = known
        } else {
            if origins.count >= 1024 { origins = [:] }
            origins[name] = target.origin
        }
        if targets.count >= 256 { targets = [:] }
        targets[url] = target
        return target
    }
}
