import Configuration
import EventLoop
import Foundation
import JSON
import Logging
import ModelFiles
import Synchronization

/// The engine in this process: models from GGUF files, or from folders as Hugging Face publishes them.
///
/// It has the model that it is configured with, and those that lie in the models directory. They are loaded when
/// somebody asks for them.
final class NativeProvider: Provider {
    let name: String
    let type = ProviderType.native.rawValue
    let features = NativeProvider.abilities
    static let abilities: Features = [
        .chat, .completion, .logprobs, .multipleChoices, .seed, .stop, .penalties, .repeatPenalty, .topK, .minP,
        .typicalP,
        .logitBias, .contextLength, .truncation, .keepAlive, .echo, .runnerOptions, .embeddings, .embeddingDimensions,
        .embedTokens, .tools, .parallelToolControl, .reasoningControl, .forcedToolChoice, .jsonMode, .jsonSchema,
    ]
    let failsAsOne = false
    let defaultModel: String?
    private let settings: ProviderSettings
    let environment: ProviderEnvironment
    let folder: ModelFolder
    /// Whether the folder's models are this provider's too.
    let takesAll: Bool
    /// The model that is in the program, where this provider has it: the one called `native` does.
    let builtIn: BuiltInModel?
    /// What the models in memory that this provider asked for are called, by their path.
    private let names = Mutex<[String: String]>([:])

    /// Where the disk is waited for.
    private static let disk = BlockingThread(name: "martlet-native-disk")

    init(_ settings: ProviderSettings, _ environment: ProviderEnvironment) {
        name = settings.name
        self.settings = settings
        self.environment = environment
        // A provider of another name was made for its own model: only one needs to list the directory.
        takesAll =
            settings.type == .native && (settings.name == "native" || settings.model == nil)
            && environment.modelsDirectory != nil
        folder = ModelFolder(environment.modelsDirectory ?? ".")
        builtIn =
            settings.type == .native && settings.name == ProviderType.native.rawValue ? environment.builtIn : nil
        defaultModel = settings.model.map { model in
            guard settings.type == .native, let directory = environment.modelsDirectory else { return model }
            return Self.shortName(of: model, in: directory)
        }
    }

    /// For a `llamacpp` that has a file and no `llama-server` on the machine to give it to; nil for any other.
    convenience init?(inPlaceOfLlamaServer settings: ProviderSettings, _ environment: ProviderEnvironment) {
        guard settings.endpoint == nil, settings.executable == nil, settings.model?.isEmpty == false,
            ChildProcess.findExecutable("llama-server") == nil
        else { return nil }
        Log.info(
            "native",
            "there is no llama-server on this machine: the built-in engine takes the file",
            ["provider": .string(settings.name), "model": .string(settings.model ?? "")]
        )
        self.init(settings, environment)
    }

    /// A file of the models directory is called as the directory's list has it, wherever it is named.
    private static func shortName(of model: String, in directory: String) -> String {
        var name = Substring(model)
        if name.hasPrefix(directory + "/") { name = name.dropFirst(directory.count + 1) }
        guard !name.contains("/"), name.hasSuffix(".gguf") else { return name.contains("/") ? model : String(name) }
        return ModelFolder.model(ofFile: String(name)) ?? String(name)
    }

    // MARK: Answers

    /// What has been answered goes behind the prompt, so that the next token is the one that follows.
    func continuation(of request: GenerateRequest) -> Continuation? {
        switch request.input {
        case .completion(.text, nil), .chat: .exact
        case .completion: nil
        }
    }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        let lacking = request.neededFeatures.subtracting(features)
        guard lacking.isEmpty else { throw .unsupported(lacking, by: name) }
        let began = ContinuousClock.now
        let lease = try await lease(request.model, request.keepAlive, request.runnerOptions)
        let loading = ContinuousClock.now - began
        let text = try lease.runner.text
        guard text.description.isCausal else {
            var error = ProviderError(
                .unsupported,
                "'\(request.model.prefix(200))' only turns texts into vectors: ask it for embeddings, or another model"
            )
            error.unsupported = request.neededFeatures.intersection([.chat, .completion])
            throw error
        }
        var completion = try NativeCompletion(request, text, settings: settings(of: lease))
        var truncated = 0
        let cut = request.truncate == true ? Truncation(completion) : nil
        switch request.input {
        case .completion(let prompt, _):
            let prompt = request.begun.flatMap(request.input.begun).map(GenerateRequest.Prompt.text) ?? prompt
            completion.prompts = try await Self.encode(prompt, text).map { prompt in
                guard let (kept, count) = cut?.prompt(prompt, text.tokenizer) else { return prompt }
                truncated += count
                return kept
            }
        case .chat(let messages):
            let kept = try cut?.chat(messages) { (messages) throws(ProviderError) in
                try text.chat(messages, request, provider: name).prompt
            }
            try completion.take(text.chat(kept?.messages ?? messages, request, provider: name))
            truncated = kept?.truncated ?? 0
        }
        if request.isConstrained { completion.constraint = try await Self.constraint(of: request, completion, text) }
        try completion.checkFit(in: text)
        return try lease.runner.generate(completion, lease: lease, loading: loading, isStream: request.stream)
            .noting(truncatedTokens: truncated)
    }

    func embed(_ request: EmbedRequest) async throws(ProviderError) -> EmbedAnswer {
        let lacking = request.neededFeatures.subtracting(features)
        guard lacking.isEmpty else { throw .unsupported(lacking, by: name) }
        try RunnerOptionRules.check(request.runnerOptions, provider: name)
        let began = ContinuousClock.now
        let lease = try await lease(request.model, request.keepAlive, request.runnerOptions)
        let loaded = ContinuousClock.now
        let text = try lease.runner.text
        let result = try? await Self.encoding.run {
            Result { () throws(ProviderError) in
                try text.tokens(toEmbed: request)
            }
        }
        guard let tokens = try result?.get() else { throw ProviderError(.cancelled, "the request was cancelled") }
        let width = text.description.embeddingLength
        if let wanted = request.dimensions, wanted > width {
            throw .wrong("dimensions", "dimensions is \(wanted), and the model's vectors have \(width) numbers")
        }
        let normalises = request.normalises ?? text.description.normalisesVectors
        let rows = try await lease.runner.embed(tokens.lists)
            .map { VectorShape(dimensions: request.dimensions, normalises: normalises).apply($0) }
        withExtendedLifetime(lease) {}
        var answer = EmbedAnswer(
            model: request.model,
            vectors: rows,
            promptTokens: tokens.lists.reduce(0) { $0 + $1.count },
            timings: Timings(total: .now - began, load: loaded - began)
        )
        answer.truncatedTokens = tokens.truncated
        return answer
    }

    /// A new schema takes its time, and so does a vocabulary the first time: not on an event loop.
    private static func constraint(
        of request: GenerateRequest,
        _ completion: NativeCompletion,
        _ text: NativeText
    ) async throws(ProviderError) -> ChoiceConstraint? {
        let answer = completion.answer
        let result = try? await encoding.run {
            Result { () throws(ProviderError) in try text.constraint(of: request, answer) }
        }
        guard let result else { throw ProviderError(.cancelled, "the request was cancelled") }
        return try result.get()
    }

    /// Long texts take their time: not on an event loop.
    private static func encode(
        _ prompt: GenerateRequest.Prompt,
        _ text: NativeText
    ) async throws(ProviderError) -> [NativeCompletion.Prompt] {
        let length =
            switch prompt {
            case .tokens: 0
            case .text(let text): text.utf8.count
            case .texts(let texts): texts.reduce(0) { $0 + $1.utf8.count }
            }
        guard length > 16 << 10 else { return try text.prompts(prompt) }
        let result = try? await encoding.run {
            Result { () throws(ProviderError) in try text.prompts(prompt) }
        }
        guard let result else { throw ProviderError(.cancelled, "the request was cancelled") }
        return try result.get()
    }

    private static let encoding = BlockingThread(name: "martlet-native-text")

    // MARK: Models

    func models() async throws(ProviderError) -> [ModelInfo] {
        let models = await Self.onDisk { [self] in listed() }
        guard models.isEmpty, defaultModel == nil else { return models }
        var error = ProviderError(
            .unavailable,
            "the provider '\(name)' has no models: put a GGUF file into \(folder.path), or set "
                + "`model` to one"
        )
        error.hasNoModels = true
        throw error
    }

    func check() async throws(ProviderError) { _ = try await models() }

    private func listed() -> [ModelInfo] {
        var models: [ModelInfo] = []
        var paths: Set<String> = []
        for wanted in [defaultModel].compactMap(\.self) + settings.models {
            guard let path = path(ofModel: wanted), paths.insert(path).inserted else { continue }
            if let info = folder.info(ofModelAt: path, named: wanted) { models.append(info) }
        }
        guard settings.models.isEmpty else { return models }
        if takesAll { models += folder.models().filter { model in !models.contains { $0.id == model.id } } }
        // The user's own go before it, also one that is called as it is.
        if let builtIn, !models.contains(where: { $0.id == BuiltInModel.name }),
            var info = folder.info(ofModelAt: builtIn.path, named: BuiltInModel.name)
        {
            info.note = BuiltInModel.note
            models.append(info)
        }
        return models
    }

    var standIn: String? { builtIn == nil ? nil : BuiltInModel.name }

    var yieldsNames: Bool { settings.isImplicit }

    /// Where a model lies. What is configured may lie anywhere; what a request names, in the models directory alone.
    func path(ofModel model: String) -> String? {
        let configured = model == defaultModel ? settings.model : settings.models.first { $0 == model }
        if let configured {
            let path = environment.modelPaths(configured).first { FileStamp(path: $0) != nil }
            if let path { return path }
        }
        let bare = model.hasSuffix(":latest") ? String(model.dropLast(7)) : model
        if takesAll, let path = folder.path(ofModel: bare) { return path }
        return bare == BuiltInModel.name ? builtIn?.path : nil
    }

    /// How a model answers where the request does not say.
    private func settings(of lease: ModelLease) -> ProviderSettings {
        lease.runner.key.path == builtIn?.path ? BuiltInModel.settings(settings) : settings
    }

    static func onDisk<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            disk.submit { continuation.resume(returning: body()) }
        }
    }

    private func lease(
        _ model: String,
        _ keepAlive: KeepAlive?,
        _ options: JSONObject = JSONObject()
    ) async throws(ProviderError) -> ModelLease {
        let found = await Self.onDisk { [self] () -> (String, FileStamp)? in
            guard let path = path(ofModel: model), let stamp = FileStamp(path: path) else { return nil }
            return (path, stamp)
        }
        guard let (path, stamp) = found else { throw notFound(model) }
        // Several threads have nothing to gain with a model this small, and wait for each other where cores are busy.
        let usualThreads = path == builtIn?.path ? 1 : nil
        let threads = try ThreadCount.of(options, configured: settings.threads ?? usualThreads)
        let shown = displayName(of: model, at: path)
        names.withLock { $0[path] = shown }
        let options = ModelOptions(contextLength: settings.contextLength, title: "\(name)/\(shown)")
        let key = ModelKey(path: path, stamp: stamp, threads: threads)
        // What is in the program costs next to nothing to keep.
        let usual = path == builtIn?.path ? KeepAlive.forever : .duration(.seconds(300))
        let configured = settings.keepAlive.map(KeepAlive.init(configured:)) ?? usual
        return try await environment.residentModels.lease(key, options, keepAlive: keepAlive ?? configured)
    }

    /// What its model's list calls it, whichever of its names was used.
    private func displayName(of model: String, at path: String) -> String {
        if path == builtIn?.path { return BuiltInModel.name }
        guard model != defaultModel, !settings.models.contains(model), let file = path.split(separator: "/").last else {
            return model
        }
        return ModelFolder.model(ofFile: String(file)) ?? model
    }

    func notFound(_ model: String) -> ProviderError {
        if model == defaultModel, let file = settings.model {
            return ProviderError(
                .modelNotFound,
                "the provider '\(name)' has no model file '\(file)'; looked for "
                    + environment.modelPaths(file).joined(separator: ", ")
            )
        }
        let place = takesAll ? " in \(folder.path)" : ""
        return ProviderError(.modelNotFound, "the provider '\(name)' has no model '\(model.prefix(200))'\(place)")
    }

    func stop() async {
        for path in names.withLock({ Array($0.keys) }) { await environment.residentModels.dismiss(path: path) }
    }

    var residency: (any ModelResidency)? { self }

    var library: (any ModelLibrary)? { NativeLibrary(provider: self) }
}

extension NativeProvider: ModelResidency {
    var sharesMemory: Bool { true }

    func footprint(of model: String) async -> MemoryFootprint? {
        await Self.onDisk { [self] () -> MemoryFootprint? in
            guard let path = path(ofModel: model) else { return nil }
            guard let file = try? ModelFile.open(native: path) else { return MemoryFootprint(source: path) }
            let context = min(settings.contextLength ?? NativeText.usualContext, file.description.contextLength)
            let estimate = MemoryEstimate(file, context: context)
            return MemoryFootprint(source: path, need: MemoryAmount(host: estimate.total))
        }
    }

    func load(_ model: String, keepAlive: KeepAlive?) async throws(ProviderError) {
        _ = try await lease(model, keepAlive)
    }

    func unload(_ model: String) async throws(ProviderError) {
        let found = await Self.onDisk { [self] () -> String? in path(ofModel: model) }
        guard let path = found else { throw notFound(model) }
        await environment.residentModels.dismiss(path: path)
    }

    func progress(of model: String) -> Double? {
        let loading = environment.residentModels.loading
        guard !loading.isEmpty else { return nil }
        return names.withLock { names in names.first { $0.value == model && loading[$0.key] != nil } }
            .flatMap { loading[$0.key] }
    }

    func loaded() async throws(ProviderError) -> [LoadedModel] {
        let names = names.withLock { $0 }
        let now = (clock: ContinuousClock.now, date: Date())
        return environment.residentModels.residents.compactMap { resident in
            guard let name = names[resident.key.path] else { return nil }
            var loaded = LoadedModel(id: name)
            loaded.memory = resident.key.tenant
            loaded.placement = "CPU"
            loaded.sizeInBytes = resident.bytes
            loaded.contextLength = resident.contextLength
            loaded.expires = resident.deadline.map { deadline in
                now.date + max(0, (deadline - now.clock) / .seconds(1))
            }
            return loaded
        }
    }
}
