/// One thing that is wrong with the configuration, where it is, and what to do.
package struct Problem: Sendable, Hashable, CustomStringConvertible {
    package var message: String
    package var origin: Origin
    package var remedy: String

    package init(_ message: String, at origin: Origin, remedy: String) {
        self.message = message
        self.origin = origin
        self.remedy = remedy
    }

    /// `martlet.yaml:12:7: there is no key "temprature" here (try: write "temperature")`
    package var description: String { "\(origin.place): \(message) (try: \(remedy))" }
}

/// Everything that is wrong with a configuration, in the order of the files: never only the first thing.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    package var problems: [Problem]

    package init(problems: [Problem]) { self.problems = problems }

    /// A problem a line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
