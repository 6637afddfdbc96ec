import Gateway
import HTTP

/// Passes an answer on, with the headers that every answer has, and notes in the context what went out.
final class AnsweringResponder: HTTPResponder, @unchecked Sendable {
    // Sendable by confinement: only the request's task touches it.

    private let inner: any HTTPResponder
    private let context: RequestContext
    /// Added to whatever the handler says.
    private let headers: HTTPHeaders
    private(set) var isFinished = false

    init(_ inner: any HTTPResponder, _ context: RequestContext, headers: HTTPHeaders) {
        self.inner = inner
        self.context = context
        self.headers = headers
    }

    var isStarted: Bool { inner.isStarted }

    func send(_ status: Int, _ headers: HTTPHeaders, _ body: [UInt8]) async throws(HTTPServerError) {
        context.status = status
        context.bytesOut += body.count
        do { try await inner.send(status, completed(headers), body) } catch { throw noted(error) }
        isFinished = true
    }

    func start(_ status: Int, _ headers: HTTPHeaders) throws(HTTPServerError) {
        context.status = status
        do { try inner.start(status, completed(headers)) } catch { throw noted(error) }
    }

    func write(_ bytes: [UInt8]) async throws(HTTPServerError) {
        context.bytesOut += bytes.count
        do { try await inner.write(bytes) } catch { throw noted(error) }
    }

    func finish() async throws(HTTPServerError) {
        do { try await inner.finish() } catch { throw noted(error) }
        isFinished = true
    }

    private func completed(_ headers: HTTPHeaders) -> HTTPHeaders {
        var all = headers
        all.add("x-request-id", context.id)
        for field in self.headers.fields { all.add(field.name, field.value) }
        return all
    }

    private func noted(_ error: HTTPServerError) -> HTTPServerError {
        switch error {
        case .clientGone: context.noteClientGone()
        case .misuse: context.errorLabel = context.errorLabel ?? "internal"
        }
        return error
    }
}

extension RequestContext {
    /// 499, as proxies log it: whatever was to be the answer, nobody took it.
    func noteClientGone() {
        status = 499
        errorLabel = "client_gone"
    }
}
