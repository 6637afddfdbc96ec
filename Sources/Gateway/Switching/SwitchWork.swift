import EventLoop
import JSON
import Logging
import Providers

/// What a switch does with its new model before anybody is sent to it: brings it into memory, and has it say a token.
struct SwitchWork: Sendable {
    let target: SwitchTarget
    let provider: any Provider
    let store: SwitchStore?
    /// How large the model is, where that is known.
    let size: Int?

    /// How far a load has come.
    struct Progress: Sendable, Equatable {
        var fraction: Double?
        var totalBytes: Int?
        /// What it will still take, by what it took before and how far it has come.
        var remaining: Duration?

        var fields: JSONObject {
            var fields = JSONObject()
            fields["fraction"] = fraction.map { .double(($0 * 1000).rounded() / 1000) }
            fields["total_bytes"] = totalBytes.map(JSONValue.int)
            if let fraction, let totalBytes { fields["loaded_bytes"] = .int(Int(fraction * Double(totalBytes))) }
            fields["eta_ms"] = remaining.map { .int($0.microseconds / 1000) }
            return fields
        }
    }

    private static let loadLimit = Duration.seconds(1800)
    private static let probeLimit = Duration.seconds(120)
    private static let progressInterval = Duration.milliseconds(100)
    /// How long a backend that has just been started may refuse connections.
    private static let startLimit = Duration.seconds(120)

    // MARK: Loading

    /// Returns when the model is where it answers from. `progress` is called now and then meanwhile.
    func load(isNew: Bool, _ progress: @escaping @Sendable (Progress) -> Void) async throws {
        if let path = target.adapter {
            guard let adapters = provider.adapters else {
                throw Backend.takesNoAdapters(provider, for: target.profile ?? target.id.model)
            }
            return try await adapters.load(adapter: target.id.model, from: path)
        }
        guard let residency = provider.residency, try await !isResident(residency) else { return }
        let expected = await expectedTime
        let began = ContinuousClock.now
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await withDeadline(Self.loadLimit) { try await load(residency, isNew, began) }
                return true
            }
            group.addTask {
                while true {
                    progress(self.progress(residency, after: .now - began, expected))
                    try await EventLoop.sleep(for: Self.progressInterval)
                }
            }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
        let took = ContinuousClock.now - began
        try? await store?.add(loadTime: took, bytes: size, of: target.id, at: .now)
    }

    /// Loads; a backend that was started for this switch is waited for.
    private func load(
        _ residency: any ModelResidency,
        _ isNew: Bool,
        _ began: ContinuousClock.Instant
    ) async throws {
        while true {
            do { return try await residency.load(target.id.model, keepAlive: nil) } catch {
                let isStarting = error.code == .refused || error.code == .unavailable
                guard isNew, isStarting, ContinuousClock.now - began < Self.startLimit else { throw error }
                try await EventLoop.sleep(for: .milliseconds(200))
            }
        }
    }

    private func isResident(_ residency: any ModelResidency) async throws -> Bool {
        let loaded = (try? await residency.loaded()) ?? []
        return loaded.contains { $0.id == target.id.model }
    }

    /// The middle of what it took the last times.
    private var expectedTime: Duration? {
        get async {
            let times = ((try? await store?.loadTimes(of: target.id)) ?? []).sorted()
            return times.isEmpty ? nil : times[times.count / 2]
        }
    }

    private func progress(_ residency: any ModelResidency, after elapsed: Duration, _ expected: Duration?) -> Progress {
        let fraction = residency.progress(of: target.id.model)
        var progress = Progress(fraction: fraction, totalBytes: size)
        if let fraction, fraction > 0.1 {
            progress.remaining = elapsed * ((1 - fraction) / fraction)
        } else if let expected {
            progress.remaining = max(.zero, expected - elapsed)
        }
        return progress
    }

    // MARK: Probing

    /// Returns when the model has said something. The rest of its answer is not waited for.
    func probe() async throws {
        try await withDeadline(Self.probeLimit) {
            do throws(ProviderError) { try await firstToken(of: Self.chat) } catch {
                guard error.code == .unsupported, provider.features.contains(.completion) else { throw error }
                // A model without a chat template completes prompts all the same.
                try await firstToken(of: .completion(prompt: .text("Hello"), suffix: nil))
            }
        }
    }

    private static let chat = GenerateRequest.Input.chat([Message(.user, "Say hello.")])

    private func firstToken(of input: GenerateRequest.Input) async throws(ProviderError) {
        do throws(ProviderError) { try await firstToken(of: input, atMost: 16) } catch {
            guard error.code == .badRequest else { throw error }
            // Some models take no such bound, or none so small.
            try await firstToken(of: input, atMost: nil)
        }
    }

    private func firstToken(of input: GenerateRequest.Input, atMost tokens: Int?) async throws(ProviderError) {
        var request = GenerateRequest(model: target.id.model, input: input)
        request.stream = true
        request.defaults = target.parameters
        request.sampling.maxTokens = tokens
        let generation = try await provider.generate(request)
        var opening = AnswerOpening()
        while let part = try await generation.next() { if opening.add(part) { return } }
        if opening.end() {
            throw ProviderError(
                .emptyAnswer,
                "the provider '\(provider.name)' answered a probe without saying anything"
            )
        }
    }
}

extension SwitchMachine.Failure {
    init(_ error: any Error, loading: Bool) {
        switch error {
        case let error as ProviderError:
            let answer = GatewayError(error)
            self.init(message: error.message, isShortage: loading && error.code == .overloaded, status: answer.status)
            // Whoever asks for a switch is not at fault for a backend's key.
            if status == 401 || status == 403 || status == 499 { status = 502 }
        case is DeadlineExceeded:
            self.init(
                message: loading ? "it did not load in half an hour" : "it said nothing in two minutes",
                status: 504
            )
        default: self.init(message: "it was stopped", status: 503)
        }
    }
}
