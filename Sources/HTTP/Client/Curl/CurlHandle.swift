import CCurl
import EventLoop
import Foundation

/// One libcurl easy handle, used for one transfer after the other; only what differs is set anew.
///
/// libcurl holds an unretained pointer to this object: the driver keeps it until `close`.
@safe final class CurlHandle: HTTPCarrier {
    let easy: UnsafeMutableRawPointer
    var exchange: HTTPExchange?
    /// Where it stands in the driver's list.
    var place = 0
    private unowned let driver: CurlDriver

    private var target: HTTPTarget?
    private var shape = Shape.get
    private var customMethod: String?
    private var connectLimit = -1
    private var ageLimit = -1
    private var isProxied: Bool?
    private var demandsFresh = false
    private var isClosed = false
    /// The request was sent over a used connection.
    private var usesPooled = false
    /// The socket that libcurl waited for.
    var descriptor = CURL_SOCKET_BAD
    private let headers = CurlHeaderList()
    private var head = HTTPResponseHead()
    private var bodyLength = 0
    /// libcurl was told to wait until the reader has taken what there is.
    private var isHeldBack = false
    /// Why this side broke off what libcurl delivered.
    private var refusal: HTTPClientError?
    /// The server must have a public address; a proxy that leads to it need not.
    private var mustBePublic = false
    private let details: UnsafeMutablePointer<CChar>

    /// How many sockets were opened for the transfer; with none, it runs on a pooled connection.
    private var opened = 0
    /// The answer has begun on a used connection.
    private var isProvenAlive = false
    /// libcurl has sent a request again. It counts how often it did so over all transfers of a handle, and gives up
    /// at the sixth: so this handle does not get another.
    private(set) var hasSentAgain = false

    /// What libcurl sends, before its name is changed by a custom method.
    private enum Shape { case get, head, post }

    init?(driver: CurlDriver) {
        guard let easy = unsafe curl_easy_init() else { return nil }
        self.driver = driver
        unsafe self.easy = unsafe easy
        unsafe details = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe details.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        setUp()
    }

    deinit {
        close()
        unsafe details.deallocate()
    }

    /// The handle that libcurl knows by this pointer.
    static func of(_ easy: UnsafeMutableRawPointer) -> CurlHandle? {
        guard let context = unsafe martlet_easy_private(easy) else { return nil }
        return unsafe Unmanaged<CurlHandle>.fromOpaque(context).takeUnretainedValue()
    }

    /// Frees libcurl's part. The handle must be in no multi.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        unsafe curl_easy_cleanup(easy)
    }

    private func setUp() {
        let configuration = driver.configuration
        unsafe martlet_easy_set_callbacks(
            easy,
            Unmanaged.passUnretained(self).toOpaque(),
            { bytes, size, count, context in unsafe CurlHandle.header(bytes, size &* count, context) },
            { bytes, size, count, context in unsafe CurlHandle.body(bytes, size &* count, context) },
            { context, _, address in unsafe CurlHandle.open(address, context) }
        )
        unsafe martlet_easy_set_close_socket(easy, Unmanaged.passUnretained(driver).toOpaque()) { context, socket in
            guard let context = unsafe context else { return 0 }
            unsafe Unmanaged<CurlDriver>.fromOpaque(context).takeUnretainedValue().closed(socket)
            return 0
        }
        unsafe martlet_easy_set_before_sending(easy, Unmanaged.passUnretained(self).toOpaque()) {
            context,
            address,
            _,
            _,
            _ in
            unsafe CurlHandle.connected(context, to: address) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        unsafe _ = martlet_easy_set_pointer(easy, CURLOPT_ERRORBUFFER, details)
        unsafe _ = martlet_easy_allow_only_http(easy)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, 30)
        set(CURLOPT_TCP_KEEPINTVL, 15)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_USERAGENT, configuration.userAgent)
        if let roots = configuration.trustedRoots { set(CURLOPT_CAINFO, roots) }
    }

    private func set(_ option: CURLoption, _ value: Int) { unsafe _ = martlet_easy_set_long(easy, option, value) }

    private func set(_ option: CURLoption, _ value: String?) {
        guard let value else { unsafe _ = martlet_easy_set_string(easy, option, nil); return }
        unsafe _ = value.withCString { unsafe martlet_easy_set_string(easy, option, $0) }
    }

    // MARK: A transfer

    /// Makes the handle ready to send `request`, whose body the exchange keeps alive.
    func prepare(_ request: HTTPClientRequest, target: HTTPTarget, proxied: Bool) throws(HTTPClientError) {
        opened = 0
        usesPooled = false
        descriptor = CURL_SOCKET_BAD
        isProvenAlive = false
        head.begin()
        bodyLength = 0
        isHeldBack = false
        refusal = nil
        mustBePublic = request.reach == .publicOnly && !proxied
        try request.check()
        unsafe details[0] = 0
        if demandsFresh {
            set(CURLOPT_FRESH_CONNECT, 0)
            demandsFresh = false
        }
        if self.target !== target {
            // Forgets the last address first: libcurl would send a repeated request to it.
            set(CURLOPT_URL, nil)
            unsafe _ = martlet_easy_set_pointer(easy, CURLOPT_CURLU, UnsafeRawPointer(target.parsed))
            self.target = target
        }
        if isProxied != proxied {
            // Without a proxy, neither the variables that name one nor those that except from it are looked up.
            set(CURLOPT_PROXY, proxied ? nil : "")
            set(CURLOPT_NOPROXY, proxied ? nil : "*")
            isProxied = proxied
        }
        setMethod(request)
        unsafe _ = martlet_easy_set_pointer(
            easy,
            CURLOPT_HTTPHEADER,
            headers.fill(request.headers, hasBody: shape == .post)
        )
        setLimits(request.deadlines, target.origin)
    }

    private func setMethod(_ request: HTTPClientRequest) {
        let method = request.method
        let wanted: Shape
        let standard: String
        switch method {
        case "HEAD": (wanted, standard) = (.head, "HEAD")
        case _ where request.hasBody: (wanted, standard) = (.post, "POST")
        default: (wanted, standard) = (.get, "GET")
        }
        let custom = method == standard ? nil : method
        if custom != customMethod {
            set(CURLOPT_CUSTOMREQUEST, custom)
            customMethod = custom
        }
        if wanted == .post {
            let body = request.body ?? []
            // The exchange holds this array, unchanged, as long as the transfer lives, and so its storage stays put.
            unsafe body.withUnsafeBufferPointer { bytes in
                let start = unsafe bytes.baseAddress.map { unsafe UnsafeRawPointer($0) }
                unsafe _ = martlet_easy_set_large(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
                unsafe _ = martlet_easy_set_pointer(easy, CURLOPT_POSTFIELDS, start ?? CurlHandle.nothing)
            }
            if shape != .post { set(CURLOPT_POST, 1) }
        } else if wanted != shape {
            set(CURLOPT_HTTPGET, 1)
            if wanted == .head { set(CURLOPT_NOBODY, 1) }
        }
        shape = wanted
    }

    /// What an empty body points at.
    nonisolated(unsafe) private static let nothing = UnsafeRawPointer(
        UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
    )

    private func setLimits(_ deadlines: HTTPDeadlines, _ origin: HTTPOrigin) {
        let connect = max(1, deadlines.connect.milliseconds)
        if connect != connectLimit {
            set(CURLOPT_CONNECTTIMEOUT_MS, connect)
            connectLimit = connect
        }
        // libcurl counts whole seconds and closes what is older than this many: one less keeps the promise.
        let idle = driver.configuration.idleLimit.milliseconds / 1000
        let age = max(0, min(idle, origin.keepAlive ?? .max) - 1)
        if age != ageLimit {
            set(CURLOPT_MAXAGE_CONN, age)
            ageLimit = age
        }
    }

    /// Whether the request went out over a used connection and no line of the answer has come. With TLS, bytes that
    /// came need not be of the answer, so that libcurl's own judgement has to do.
    var mayBeStale: Bool { usesPooled && exchange != nil && head.length == 0 && target?.origin.isSecure == false }

    /// The answer had begun: the connection was not stale but cut.
    func proveAlive() { isProvenAlive = true }

    /// The connection's descriptor, where it matters: without TLS.
    var usedDescriptor: curl_socket_t? {
        guard target?.origin.isSecure == false else { return nil }
        if descriptor >= 0 { return descriptor }
        // All went in one go, with nothing to wait for.
        let found = unsafe martlet_easy_active_socket(easy)
        return found == CURL_SOCKET_BAD ? nil : found
    }

    /// How many bytes the answer had on the wire, where that is known.
    var received: Int? { head.coding == .chunked ? nil : head.length &+ bodyLength }

    // MARK: What the exchange asks for

    func resume() {
        guard isHeldBack else { return }
        isHeldBack = false
        driver.resume(self)
    }

    func abandon() { driver.remove(self) }

    /// Lets go of what belonged to the transfer.
    func rest() { exchange = nil }

    // MARK: What libcurl calls

    private static func header(
        _ bytes: UnsafeMutablePointer<CChar>?,
        _ count: Int,
        _ context: UnsafeMutableRawPointer?
    )
        -> Int
    {
        guard let context = unsafe context, let bytes = unsafe bytes else { return 0 }
        let handle = unsafe Unmanaged<CurlHandle>.fromOpaque(context).takeUnretainedValue()
        let line = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
        return unsafe handle.received(line: line) ? count : 0
    }

    private static func body(
        _ bytes: UnsafeMutablePointer<CChar>?,
        _ count: Int,
        _ context: UnsafeMutableRawPointer?
    )
        -> Int
    {
        guard let context = unsafe context, let bytes = unsafe bytes else { return 0 }
        let handle = unsafe Unmanaged<CurlHandle>.fromOpaque(context).takeUnretainedValue()
        guard let exchange = handle.exchange else { return count == 0 ? 1 : 0 }
        guard exchange.room > 0 else {
            handle.isHeldBack = true
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        unsafe exchange.received(body: UnsafeRawBufferPointer(start: bytes, count: count))
        handle.bodyLength &+= count
        handle.driver.note(exchange)
        return count
    }

    /// A line of the head, or of the trailers. False breaks the transfer off.
    private func received(line: UnsafeRawBufferPointer) -> Bool {
        guard let exchange else { return false }
        if head.isComplete { return true }
        var end = line.count
        if end > 0, unsafe line[end - 1] == LF { end -= 1 }
        if end > 0, unsafe line[end - 1] == CR { end -= 1 }
        let text = unsafe line.bindMemory(to: UInt8.self).span.extracting(..<end)
        do throws(HTTPResponseHead.Fault) {
            try head.read(text, of: line.count, limit: driver.configuration.headLimit)
        } catch {
            refusal = HTTPClientError(.malformed, "\(exchange.name) \(error.message)")
            return false
        }
        if head.isComplete {
            exchange.received(&head)
            driver.note(exchange)
        }
        return true
    }

    /// False breaks the transfer off.
    private static func connected(
        _ context: UnsafeMutableRawPointer?,
        to address: UnsafeMutablePointer<CChar>?
    ) -> Bool {
        guard let context = unsafe context else { return false }
        let handle = unsafe Unmanaged<CurlHandle>.fromOpaque(context).takeUnretainedValue()
        // A pooled connection may have been made for somebody who may go anywhere.
        if handle.mustBePublic, unsafe !PublicAddress.contains(text: address.map { unsafe String(cString: $0) } ?? "") {
            handle.refuseAddress()
            return false
        }
        guard handle.opened == 0 else {
            handle.usesPooled = false
            return true
        }
        handle.usesPooled = true
        // If this connection proves stale, libcurl shall try again over a fresh one, not over another used one.
        handle.set(CURLOPT_FRESH_CONNECT, 1)
        handle.demandsFresh = true
        return true
    }

    private func refuseAddress() { refusal = .notPublic(target?.origin.name ?? "the server") }

    private static func open(
        _ address: UnsafeMutablePointer<curl_sockaddr>?,
        _ context: UnsafeMutableRawPointer?
    )
        -> curl_socket_t
    {
        guard let context = unsafe context, let address = unsafe address else { return CURL_SOCKET_BAD }
        let handle = unsafe Unmanaged<CurlHandle>.fromOpaque(context).takeUnretainedValue()
        // libcurl takes a connection that ends before the first whole line for a stale one, and would send again.
        if handle.isProvenAlive { return CURL_SOCKET_BAD }
        if handle.mustBePublic, unsafe !PublicAddress.contains(address) {
            handle.refuseAddress()
            return CURL_SOCKET_BAD
        }
        if handle.demandsFresh { handle.hasSentAgain = true }
        handle.opened &+= 1
        let socket = unsafe martlet_open_socket(address)
        if socket != CURL_SOCKET_BAD { handle.driver.opened(socket) }
        return socket
    }

    // MARK: Failures

    /// What a result other than `CURLE_OK` means.
    func error(_ code: CURLcode, _ exchange: HTTPExchange) -> HTTPClientError {
        if let refusal { return refusal }
        let origin = target?.origin.name ?? "the backend"
        if isProvenAlive, code == CURLE_COULDNT_CONNECT { return .cut(origin, "after the first byte of its answer") }
        let number = Int32(truncatingIfNeeded: unsafe martlet_easy_info_long(easy, CURLINFO_OS_ERRNO))
        let details = unsafe String(cString: details)
        return HTTPClientError(
            curl: code,
            origin: origin,
            systemError: number,
            details: details,
            hasHead: exchange.hasHead
        )
    }

    var sendingBegan: UInt64? {
        let microseconds = unsafe martlet_easy_info_large(easy, CURLINFO_PRETRANSFER_TIME_T)
        guard let exchange, microseconds > 0 else { return nil }
        return exchange.started &+ UInt64(microseconds) &* 1000
    }
}

extension Duration {
    /// Whole milliseconds, at most a day of 2^31 of them.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        let whole = min(max(seconds, 0), 2_000_000)
        return Int(whole &* 1000 &+ attoseconds / 1_000_000_000_000_000)
    }
}
