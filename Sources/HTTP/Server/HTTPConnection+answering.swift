import EventLoop
import Synchronization

/// What a handler does with its request, told apart from other requests of the connection by `number`.
extension HTTPConnection {
    private func checkOpen(_ number: UInt64) throws(HTTPServerError) {
        loop.assertCurrent()
        guard phase != .closed, phase != .lingering else { throw .clientGone }
        guard phase == .running, number == self.number else { throw .misuse("the request was answered already") }
    }

    func send(_ number: UInt64, _ status: Int, _ headers: HTTPHeaders, _ body: [UInt8]) throws(HTTPServerError) {
        try checkOpen(number)
        guard case .none = answer, let head else { throw .misuse("the request was answered already") }
        let hasNoBody = status == 204 || status == 304
        try putHead(status, headers, hasNoBody ? .none : .whole(body.count), head)
        answer = .done
        transmitSoon(hasNoBody || head.method == "HEAD" ? [] : body)
        guard phase == .running else { throw .clientGone }
    }

    func start(_ number: UInt64, _ status: Int, _ headers: HTTPHeaders) throws(HTTPServerError) {
        try checkOpen(number)
        guard case .none = answer, let head else { throw .misuse("the answer was started already") }
        let hasNoBody = status == 204 || status == 304
        if !head.isHTTP11, !hasNoBody { keepsAlive = false }
        try putHead(status, headers, hasNoBody ? .none : head.isHTTP11 ? .chunked : .untilClose, head)
        answer = hasNoBody || head.method == "HEAD" ? .withoutBody : head.isHTTP11 ? .chunked : .untilClose
        hold()
    }

    func write(_ number: UInt64, _ bytes: [UInt8]) throws(HTTPServerError) {
        try checkOpen(number)
        switch answer {
        case .none: throw .misuse("write was called before start")
        case .done: throw .misuse("write was called after the end of the answer")
        case .withoutBody: return
        case .chunked:
            // An empty chunk would end the body.
            guard !bytes.isEmpty else { return }
            owner.out.removeAll(keepingCapacity: true)
            owner.out.append(hexadecimal: bytes.count)
            owner.out.append("\r\n")
            transmit(bytes, isChunk: true)
        case .untilClose:
            owner.out.removeAll(keepingCapacity: true)
            transmit(bytes)
        }
        guard phase == .running else { throw .clientGone }
    }

    func finish(_ number: UInt64) throws(HTTPServerError) {
        try checkOpen(number)
        switch answer {
        case .none: throw .misuse("finish was called before start")
        case .done: throw .misuse("the answer was ended already")
        case .withoutBody, .untilClose: answer = .done
        case .chunked:
            answer = .done
            owner.out.removeAll(keepingCapacity: true)
            owner.out.append("0\r\n\r\n")
            transmit([])
            guard phase == .running else { throw .clientGone }
        }
    }

    private func putHead(
        _ status: Int,
        _ headers: HTTPHeaders,
        _ body: HTTPAnswerHead.Body,
        _ head: HTTPRequestHead
    ) throws(HTTPServerError) {
        if owner.isDraining || HTTPAnswerHead.asksToClose(headers) { keepsAlive = false }
        owner.out.removeAll(keepingCapacity: true)
        try HTTPAnswerHead.append(
            status,
            headers,
            body,
            date: owner.date,
            closes: !keepsAlive,
            isHTTP11: head.isHTTP11,
            to: &owner.out
        )
        startedNumber.store(number, ordering: .relaxed)
    }
}
