import Gateway
import HTTP
import Providers

/// Turns the parts of an answer into the bytes of a stream. A value, so that it is tested without a socket.
protocol AnswerStream {
    /// What a part is to the client; empty for nothing.
    mutating func add(_ part: GenerationPart) -> [UInt8]
    /// What there is to do after the last part and before the client is told of the end.
    mutating func settle() async
    /// What ends the stream properly.
    mutating func end() -> [UInt8]
    /// What says that the answer broke off.
    mutating func fail(_ error: APIError) -> [UInt8]
}

extension AnswerStream {
    mutating func settle() async {}
}

extension Call {
    /// Starts an answer and waits for its first part, so that what fails until then has a status of its own.
    func begin(
        _ request: GenerateRequest,
        on gateway: any GatewayService
    ) async throws(APIError) -> (first: GenerationPart, routed: RoutedGeneration) {
        context.streamed = request.stream
        context.afterFailure = try AfterFailure.read(self.request.headers[AfterFailure.header], context.endpoint)
        do {
            let routed = try await gateway.generate(request, context)
            guard let first = try await routed.next() else { throw emptyAnswer(from: routed.target) }
            return (first, routed)
        } catch {
            throw APIError(any: error)
        }
    }

    private func emptyAnswer(from target: ModelID) -> APIError {
        APIError(502, "'\(target)' gave an empty answer", type: "api_error", label: "empty_answer")
    }

    /// Sends an answer as it arrives. After the first byte nothing is thrown: a failure becomes the stream's last
    /// frame, and a client that has left ends the reading, and with it the backend's work.
    func send(
        _ first: GenerationPart,
        then routed: RoutedGeneration,
        through stream: inout some AnswerStream,
        as headers: (RequestContext) -> HTTPHeaders = AnswerHeaders.eventStream
    ) async throws(HTTPServerError) {
        try responder.start(200, headers(context))
        do {
            try await pump(first, routed, &stream)
        } catch let error as GatewayError {
            await breakOff(APIError(error), &stream)
        } catch {
            context.noteClientGone()
        }
    }

    private func pump(
        _ first: GenerationPart,
        _ routed: RoutedGeneration,
        _ stream: inout some AnswerStream
    ) async throws {
        var next: GenerationPart? = first
        while let part = next {
            let bytes = stream.add(part)
            if !bytes.isEmpty { try await responder.write(bytes) }
            next = try await routed.next()
        }
        await stream.settle()
        try await responder.write(stream.end())
        try await responder.finish()
    }

    private func breakOff(_ error: APIError, _ stream: inout some AnswerStream) async {
        context.errorLabel = error.label
        do {
            try await responder.write(stream.fail(error))
            try await responder.finish()
        } catch {
            context.noteClientGone()
        }
    }

    /// Reads the rest of an answer, for a client that wants it whole.
    func collect(
        _ parts: [GenerationPart],
        then routed: RoutedGeneration
    ) async throws(APIError) -> CollectedAnswer {
        var answer = CollectedAnswer()
        for part in parts { answer.add(part) }
        do {
            while let part = try await routed.next() { answer.add(part) }
        } catch {
            throw APIError(error)
        }
        guard !answer.choices.isEmpty else { throw emptyAnswer(from: routed.target) }
        return answer
    }

    /// Sends the body of a whole answer, unchanged where the backend speaks the client's dialect, else as `build`
    /// writes it.
    /// `dialect` is the one in which a backend's own bytes are good for this client; nil for none.
    func sendWhole(
        _ first: GenerationPart,
        then routed: RoutedGeneration,
        passing dialect: WireDialect?,
        build: (CollectedAnswer) -> [UInt8]
    ) async throws {
        let second: GenerationPart?
        do { second = try await routed.next() } catch { throw APIError(error) }
        if second == nil, let wire = first.wire, wire.dialect == dialect {
            return try await responder.send(200, AnswerHeaders.json(context), wire.bytes)
        }
        let answer = try await collect([first, second].compactMap(\.self), then: routed)
        try await responder.send(200, AnswerHeaders.json(context), build(answer))
    }
}
