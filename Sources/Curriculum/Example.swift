/// One conversation to learn from: the model is taught what the assistant says, and reads the rest.
public struct Example: Sendable, Equatable {
    /// Who speaks.
    public enum Role: String, Sendable, Codable {
        case system, user, assistant
    }

    /// What one of them says.
    public struct Turn: Sendable, Equatable {
        /// Who says it.
        public var role: Role
        /// What is said.
        public var text: String

        /// `text`, said by `role`.
        public init(_ role: Role, _ text: String) {
            self.role = role
            self.text = text
        }
    }

    /// In the order in which they are said.
    public var turns: [Turn]
    /// What it teaches, for scores by kind: "span", "absent", "martlet"…
    public var kind: String

    /// A conversation of its kind.
    public init(kind: String, turns: [Turn]) {
        self.kind = kind
        self.turns = turns
    }
}

/// Where examples come from. Each is a function of its number and of nothing else, so that a run that stops goes on exactly
/// where it was, and threads may make different ones.
public protocol ExampleSource: Sendable {
    /// How many there are; nil where they never end.
    var count: UInt64? { get }
    func example(_ number: UInt64) -> Example
}
