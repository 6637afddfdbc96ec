import Providers
import Synchronization

@testable import Gateway

/// A provider that does as it is told.
final class FakeProvider: Provider {
    let name: String
    let type = "fake"
    let features: Features
    let defaultModel: String?
    private let script: Mutex<Result<[GenerationPart], ProviderError>>
    private let list: [ModelInfo]
    let calls = Atomic<Int>(0)
    private let seen = Mutex<GenerateRequest?>(nil)
    var lastRequest: GenerateRequest? { seen.withLock { $0 } }
    let stops = Atomic<Int>(0)
    let stopped = Latch()
    /// Models are told when this is open.
    let listing = Latch()

    init(
        _ name: String,
        model: String? = "m",
        models: [String] = [],
        listsAtOnce: Bool = true,
        features: Features = [.chat, .embeddings],
        answer: Result<[GenerationPart], ProviderError> = .success([GenerationPart([.text("hello"), .finished(.stop)])])
    ) {
        self.name = name
        self.features = features
        defaultModel = model
        list = models.map { ModelInfo(id: $0) }
        script = Mutex(answer)
        if listsAtOnce { listing.open() }
    }

    /// From now on it does otherwise.
    func answers(_ answer: Result<[GenerationPart], ProviderError>) { script.withLock { $0 = answer } }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        calls.add(1, ordering: .relaxed)
        seen.withLock { $0 = request }
        let parts = try script.withLock { $0 }.get()
        let rest = Mutex(parts)
        return Generation { () async throws(ProviderError) in
            rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        }
    }

    func models() async throws(ProviderError) -> [ModelInfo] {
        await listing.wait()
        if case .failure(let error) = script.withLock({ $0 }) { throw error }
        return list
    }

    func stop() async {
        stops.add(1, ordering: .relaxed)
        stopped.open()
    }
}

/// A provider that accepts every question and answers none.
final class SilentProvider: Provider {
    let name = "silent"
    let type = "fake"
    let features: Features = [.chat]
    let defaultModel: String? = nil

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation { throw await waited }
    func models() async throws(ProviderError) -> [ModelInfo] { throw await waited }

    private var waited: ProviderError {
        get async {
            try? await Task.sleep(for: .seconds(3600))
            return ProviderError(.cancelled, "nobody waits any more")
        }
    }
}

/// A provider that answers nothing before it is told to.
final class LateProvider: Provider {
    let name: String
    let type = "fake"
    let features: Features = [.chat]
    let defaultModel: String? = "m"
    let opening = Latch()

    private let answer: Result<[GenerationPart], ProviderError>

    init(
        _ name: String,
        answer: Result<[GenerationPart], ProviderError> = .success([GenerationPart([.text("hello"), .finished(.stop)])])
    ) {
        self.name = name
        self.answer = answer
    }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        await opening.wait()
        let rest = Mutex(try answer.get())
        return Generation { () async throws(ProviderError) in
            rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        }
    }

    func models() async throws(ProviderError) -> [ModelInfo] { [] }
}
