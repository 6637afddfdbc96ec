package import Providers

/// Puts requests to the right backend.
package protocol GatewayService: Sendable {
    /// Routes the request by the name in its `model`, and starts the answer. Fails over to the next target as long
    /// as nothing of the answer has been seen.
    func generate(_ request: GenerateRequest, _ context: RequestContext) async throws(GatewayError) -> RoutedGeneration

    func embed(_ request: EmbedRequest, _ context: RequestContext) async throws(GatewayError) -> EmbedAnswer

    /// What is known of providers and models; from memory.
    var catalog: Catalog { get }

    /// The targets that a client's model name stands for, best first. Throws 404 with the nearest names.
    func resolve(_ name: String) throws(GatewayError) -> [ModelID]

    /// The provider of this name, for what only some providers can do (pulling, unloading).
    func provider(named name: String) -> (any Provider)?

    /// A provider's models are others than before: it is asked for them now.
    func modelsChanged(of provider: String) async

    /// What the models of this machine take of its memory.
    var memory: MemoryReport { get }

    /// Ends a request: tells metrics, access log and request log. Called once for each context.
    func finish(_ context: RequestContext)
}

/// An answer under way, and where it comes from.
package struct RoutedGeneration: Sendable {
    package let target: ModelID
    package let generation: Generation

    package init(target: ModelID, generation: Generation) {
        self.target = target
        self.generation = generation
    }
}

extension RoutedGeneration {
    /// The next part; nil at the proper end.
    package func next() async throws(GatewayError) -> GenerationPart? {
        do { return try await generation.next() } catch { throw GatewayError(error) }
    }
}

extension GatewayService {
    package func modelsChanged(of provider: String) async {}
    package var memory: MemoryReport { .empty }
}
