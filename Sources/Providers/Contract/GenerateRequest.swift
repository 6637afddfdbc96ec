package import Configuration
package import JSON

/// A chat to answer or a prompt to complete, in no dialect.
package struct GenerateRequest: Sendable {
    /// The backend's name for the model. (Before routing: whatever the client put in `model`.)
    package var model: String
    package var input: Input
    /// Whether the client wants the answer as it is made.
    package var stream = false
    package var sampling = Sampling()
    package var tools: [Tool] = []
    package var toolChoice: ToolChoice = .auto
    /// False: at most one tool call an answer.
    package var parallelToolCalls: Bool?
    package var format: OutputFormat = .text
    package var reasoning: ReasoningControl?
    package var keepAlive: KeepAlive?
    /// The context's length in tokens, where the client sets it (`num_ctx`).
    package var contextLength: Int?
    /// Whether a prompt that does not fit may be cut: the oldest of it is left out then.
    package var truncate: Bool?
    /// Ollama's runner options that have no field here, by name.
    package var runnerOptions = JSONObject()
    /// `echo` and `best_of` of completions: rare, and passed on as they are.
    package var echo = false
    package var bestOf: Int?
    /// What the request needs besides what these fields tell: parts of its dialect that only its wire form carries.
    package var wireFeatures: Features = []
    /// Fields of its dialect that only its wire form carries, and that change the answer.
    package var wireFields: [WireField] = []
    /// What holds where the request says nothing: the route's parameters. The provider's own configured ones come
    /// after these.
    package var defaults = GenerationParameters()
    /// What another backend has answered already: the answer goes on from there, and none of it is said again.
    package var begun: BegunAnswer?
    /// How long the backend may take until its answer says something, where less than it is allowed otherwise.
    package var opensWithin: Duration?
    /// The caller's name for its user.
    package var user: String?
    /// The name of the key it came with. Not for backends elsewhere.
    package var keyName: String?
    /// The request as the client sent it. A backend that speaks this dialect is sent these bytes with `model`
    /// replaced, so that nothing is lost that this type does not know.
    package var wire: WireRequest?

    package init(model: String, input: Input) {
        self.model = model
        self.input = input
    }

    package enum Input: Sendable {
        case chat([Message])
        /// A bare prompt to complete, with no template around it.
        case completion(prompt: Prompt, suffix: String?)
    }

    package enum Prompt: Sendable {
        case text(String)
        case tokens([Int])
        /// Several prompts, answered as one choice each.
        case texts([String])
    }
}

/// A turn of a chat.
package struct Message: Sendable, Equatable {
    package enum Role: String, Sendable {
        case system, developer, user, assistant, tool
    }

    package var role: Role
    package var content: [ContentPart]
    package var name: String?
    /// What an assistant thought before it answered.
    package var reasoning: String?
    /// The tools an assistant called.
    package var toolCalls: [ToolCall] = []
    /// Of a tool's turn: which call it answers.
    package var toolCallID: String?

    package init(role: Role, content: [ContentPart]) {
        self.role = role
        self.content = content
    }

    package init(_ role: Role, _ text: String) { self.init(role: role, content: [.text(text)]) }

    /// The text parts, joined.
    package var text: String {
        content.compactMap { part in
            if case .text(let text) = part { text } else { nil }
        }
        .joined()
    }
}

package enum ContentPart: Sendable, Equatable {
    case text(String)
    case image(ImageContent)
    case audio(base64: String, format: String)
}

package struct ImageContent: Sendable, Equatable {
    package enum Source: Sendable, Equatable {
        /// Base64 text, and its media type (`image/png`).
        case data(base64: String, mediaType: String)
        /// An address that only a backend may fetch; Martlet never does.
        case url(String)
    }

    package var source: Source
    /// OpenAI's `low`, `high` or `auto`.
    package var detail: String?

    package init(source: Source, detail: String? = nil) {
        self.source = source
        self.detail = detail
    }
}

/// A call that a model has made, whole.
package struct ToolCall: Sendable, Equatable {
    package var id: String
    package var name: String
    /// JSON text, as the model wrote it.
    package var arguments: String

    package init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// A function that the model may call.
package struct Tool: Sendable {
    package var name: String
    package var description: String?
    /// A JSON schema, as the client wrote it.
    package var parameters: RawJSON?
    package var strict: Bool?

    package init(name: String, description: String? = nil, parameters: RawJSON? = nil, strict: Bool? = nil) {
        self.name = name
        self.description = description
        self.parameters = parameters
        self.strict = strict
    }
}

package enum ToolChoice: Sendable, Equatable {
    case auto
    case none
    case required
    case function(String)
}

package enum OutputFormat: Sendable {
    case text
    /// Some JSON object.
    case json
    case schema(OutputSchema)
}

package struct OutputSchema: Sendable {
    package var name: String
    package var description: String?
    package var schema: RawJSON
    package var strict: Bool?

    package init(name: String, description: String? = nil, schema: RawJSON, strict: Bool? = nil) {
        self.name = name
        self.description = description
        self.schema = schema
        self.strict = strict
    }
}

package enum ReasoningControl: Sendable, Equatable {
    case off
    case on
    /// `minimal`, `low`, `medium`, `high`, …
    case effort(String)
}

/// How long a model shall stay in memory after its answer.
package enum KeepAlive: Sendable, Equatable {
    case duration(Duration)
    case forever
}

/// How tokens are chosen. What is nil is the provider's or the model's to decide.
package struct Sampling: Sendable, Equatable {
    package var maxTokens: Int?
    package var temperature: Double?
    package var topP: Double?
    package var topK: Int?
    package var minP: Double?
    package var typicalP: Double?
    package var seed: Int?
    package var stop: [String] = []
    package var presencePenalty: Double?
    package var frequencyPenalty: Double?
    package var repeatPenalty: Double?
    /// Token id to bias.
    package var logitBias: [String: Double] = [:]
    package var choices: Int?
    package var logprobs = false
    package var topLogprobs: Int?

    package init() {}
}

/// A dialect of the wire, and what kind of body is meant.
package enum WireDialect: Sendable {
    case openAIChat
    case openAICompletion
    case ollamaChat
    case ollamaGenerate
}

/// A body as a client sent it, found valid.
package struct WireRequest: Sendable {
    package var dialect: WireDialect
    package var body: RawJSON

    package init(dialect: WireDialect, body: RawJSON) {
        self.dialect = dialect
        self.body = body
    }
}

/// A field by its name, and what a backend that heeds it has among its features.
package struct WireField: Sendable, Equatable {
    package var name: String
    package var feature: Features

    package init(_ name: String, _ feature: Features) {
        self.name = name
        self.feature = feature
    }
}

extension GenerateRequest {
    /// What the backend must be able to do for this request.
    package var neededFeatures: Features {
        var needed = wireFields.reduce(wireFeatures) { $0.union($1.feature) }
        func need(_ feature: Features, _ condition: Bool) { if condition { needed.insert(feature) } }
        switch input {
        case .chat(let messages):
            needed.insert(.chat)
            for part in messages.lazy.flatMap(\.content) {
                switch part {
                case .text: break
                case .image: needed.insert(.images)
                case .audio: needed.insert(.audio)
                }
            }
        case .completion(_, let suffix):
            needed.insert(.completion)
            need(.suffix, suffix != nil)
        }
        need(.tools, !tools.isEmpty)
        switch toolChoice {
        case .auto, .none: break
        case .required, .function: needed.insert(.forcedToolChoice)
        }
        need(.parallelToolControl, parallelToolCalls == false && !tools.isEmpty)
        switch format {
        case .text: break
        case .json: needed.insert(.jsonMode)
        case .schema: needed.insert(.jsonSchema)
        }
        need(.reasoningControl, reasoning != nil)
        need(.keepAlive, keepAlive != nil)
        need(.contextLength, contextLength != nil)
        need(.truncation, truncate == true)
        need(.runnerOptions, !runnerOptions.isEmpty)
        need(.echo, echo)
        need(.bestOf, (bestOf ?? 1) > 1)
        return needed.union(sampling.neededFeatures)
    }
}

extension Sampling {
    var neededFeatures: Features {
        var needed: Features = []
        func need(_ feature: Features, _ condition: Bool) { if condition { needed.insert(feature) } }
        need(.topK, topK != nil)
        need(.minP, minP != nil)
        need(.typicalP, typicalP != nil)
        need(.seed, seed != nil)
        need(.stop, !stop.isEmpty)
        need(.penalties, (presencePenalty ?? 0) != 0 || (frequencyPenalty ?? 0) != 0)
        need(.repeatPenalty, repeatPenalty != nil)
        need(.logitBias, !logitBias.isEmpty)
        need(.multipleChoices, (choices ?? 1) > 1)
        need(.logprobs, logprobs)
        return needed
    }
}
