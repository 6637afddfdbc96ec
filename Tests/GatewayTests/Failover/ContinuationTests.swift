import EventLoop
import Providers
import Synchronization
import Testing

@testable import Gateway

/// Answers with parts, then breaks off; or carries on what it is given.
private final class BreakingProvider: Provider {
    let name: String
    let type = "fake"
    let features: Features = [.chat, .tools, .jsonMode]
    let defaultModel: String? = "m"
    private let parts: [GenerationPart]
    private let error: ProviderError?
    private let way: Continuation?
    let seen = Mutex<[GenerateRequest]>([])

    init(_ name: String, _ parts: [[GenerationEvent]], _ error: ProviderError? = nil, way: Continuation? = nil) {
        self.name = name
        self.parts = parts.map { GenerationPart($0) }
        self.error = error
        self.way = way
    }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        seen.withLock { $0.append(request) }
        let rest = Mutex(parts)
        return Generation { [error] () async throws(ProviderError) in
            if let part = rest.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return part }
            if let error { throw error }
            return nil
        }
    }

    func continuation(of request: GenerateRequest) -> Continuation? { way }
    func models() async throws(ProviderError) -> [ModelInfo] { [] }
}

@Suite struct ContinuationTests {
    private let loops: EventLoopGroup
    private let cut = ProviderError(.cut, "it broke off")

    init() throws { loops = try EventLoopGroup(count: 1) }

    private func answer(
        _ providers: [any Provider],
        _ way: AfterFirstToken? = nil,
        _ change: (inout GenerateRequest) -> Void = { _ in }
    ) async throws -> ([GenerationEvent], RequestContext) {
        let gateway = Gateway(loop: loops.first, observer: Observation(metrics: Metrics(version: "test")))
        gateway.configure(providers: providers, plan: RoutePlan(fallbackOrder: providers.map(\.name)))
        let context = RequestContext(id: "r", endpoint: .openAIChat, keyName: nil)
        context.afterFailure = way
        var request = GenerateRequest(model: "default", input: .chat([Message(.user, "hi")]))
        request.stream = true
        change(&request)
        let routed = try await gateway.generate(request, context)
        var events: [GenerationEvent] = []
        while let part = try await routed.next() { events += part.events }
        return (events, context)
    }

    private func text(_ events: [GenerationEvent]) -> String {
        events.reduce(into: "") { text, event in if case .text(let more, _) = event { text += more } }
    }

    @Test func `the next backend goes on where the first one ended, and what both used is summed`() async throws {
        let first = BreakingProvider("first", [[.started(model: "a"), .text("one ")], [.text("two ")]], cut)
        let usage = Usage(promptTokens: 9, completionTokens: 3)
        let second = BreakingProvider(
            "second",
            [[.started(model: "b"), .text("three")], [.finished(.stop)], [.usage(usage)]],
            way: .exact
        )
        let (events, context) = try await answer([first, second]) { $0.sampling.maxTokens = 10 }
        #expect(
            events == [
                .started(model: "a"), .text("one "), .text("two "), .text("three"), .finished(.stop),
                .usage(Usage(promptTokens: 9, completionTokens: 5)),
            ]
        )
        let request = try #require(second.seen.withLock { $0.first })
        #expect(request.begun == BegunAnswer(text: "one two ", tokens: 2))
        #expect(request.sampling.maxTokens == 8)
        #expect(context.attempts == 2)
        #expect(context.failedAttempts.map(\.label) == ["cut"])
        #expect(context.failedAttempts.first?.afterFirstToken == true)
        #expect(context.usage?.completionTokens == 5)
    }

    @Test func `a backend that says the end again is not heard twice, and three in a row carry on`() async throws {
        let first = BreakingProvider("first", [[.text("one two ")]], cut)
        let second = BreakingProvider("second", [[.text("two ")], [.text("three ")]], cut, way: .mayRepeat)
        let third = BreakingProvider("third", [[.text("four")], [.finished(.stop)]], way: .exact)
        let (events, _) = try await answer([first, second, third])
        // Three letters and a space are the shortest that count.
        #expect(text(events) == "one two three four")
    }

    @Test func `a backend that cannot carry on is not asked, and the error says so`() async throws {
        let first = BreakingProvider("first", [[.text("one ")]], cut)
        let second = BreakingProvider("second", [[.text("two ")], [.finished(.stop)]])
        let error = await #expect(throws: GatewayError.self) { _ = try await answer([first, second]) }
        #expect(error?.label == "cut")
        #expect(error?.message.contains("nobody could go on") == true)
        #expect(second.seen.withLock { $0.count } == 0)
    }

    @Test func `calls of tools and answers in a format are not carried on`() async throws {
        let call = BreakingProvider("first", [[.toolCall(ToolCallFragment(index: 0, id: "a", name: "f"))]], cut)
        let second = BreakingProvider("second", [[.text("two ")], [.finished(.stop)]], way: .exact)
        let error = await #expect(throws: GatewayError.self) { _ = try await answer([call, second]) }
        #expect(error?.message.contains("it calls tools") == true)
        let first = BreakingProvider("first", [[.text("{\"a\":")]], cut)
        let other = await #expect(throws: GatewayError.self) {
            _ = try await answer([first, second]) { $0.format = .json }
        }
        #expect(other?.message.contains("held to a format") == true)
    }

    @Test func `an answer that was finished when its connection broke is whole`() async throws {
        let first = BreakingProvider("first", [[.text("all")], [.finished(.stop)]], cut)
        let second = BreakingProvider("second", [[.text("more")], [.finished(.stop)]], way: .exact)
        let (events, context) = try await answer([first, second])
        #expect(events == [.text("all"), .finished(.stop)])
        #expect(context.attempts == 1)
    }

    @Test func `where the client asks for it the answer begins anew, and it is told`() async throws {
        let first = BreakingProvider("first", [[.text("one ")]], cut)
        let second = BreakingProvider("second", [[.text("uno ")], [.text("due")], [.finished(.stop)]])
        let (events, _) = try await answer([first, second], .restart)
        #expect(events == [.text("one "), .restarted, .text("uno "), .text("due"), .finished(.stop)])
    }

    @Test func `an answer that lacks only its end gets it`() async throws {
        let first = BreakingProvider("first", [[.text("all of it")]], cut)
        let second = BreakingProvider("second", [[.finished(.stop)]], way: .exact)
        let (events, _) = try await answer([first, second])
        #expect(events == [.text("all of it"), .finished(.stop)])
    }

    @Test func `an answer that has all its tokens is over, and nobody is asked for its end`() async throws {
        let first = BreakingProvider("first", [[.text("one ")], [.text("two ")]], cut)
        let second = BreakingProvider("second", [[.text("three")], [.finished(.stop)]], way: .exact)
        let (events, context) = try await answer([first, second]) { $0.sampling.maxTokens = 2 }
        let usage = Usage(promptTokens: 0, completionTokens: 2)
        #expect(events == [.text("one "), .text("two "), .finished(.length), .usage(usage)])
        #expect(second.seen.withLock { $0.isEmpty })
        #expect(context.attempts == 1)
    }

    @Test func `every fault before the first word is the next backend's to mend`() async throws {
        for code in ProviderError.Code.allCases where ProviderError(code, "").fault == .backends {
            let first = BreakingProvider("first", [[.started(model: "a")]], ProviderError(code, "no"))
            let second = BreakingProvider("second", [[.text("well")], [.finished(.stop)]])
            let (events, context) = try await answer([first, second])
            #expect(events == [.text("well"), .finished(.stop)])
            #expect(context.attempts == 2)
        }
    }
}
