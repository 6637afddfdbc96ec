/// Where a value was written.
package enum Origin: Sendable, Hashable {
    /// Nobody wrote it: Martlet's own default.
    case builtIn
    /// Nobody wrote it: it follows from what this says, e.g. `preset qlora`.
    case derived(String)
    /// A place in a file: line and column count characters from 1.
    case file(String, line: Int, column: Int)
    /// A variable in `.env`.
    case dotEnv(file: String, line: Int, variable: String)
    case environment(variable: String)
    case commandLine(option: String)
}

extension Origin: CustomStringConvertible {
    /// `martlet.yaml:12:7`, `.env:3 (OPENAI_API_KEY)`, `environment (OPENAI_API_KEY)`, `--port`, `built-in`.
    package var description: String {
        switch self {
        case .builtIn: "built-in"
        case .derived(let reason): reason
        case .file(let file, let line, let column): "\(file):\(line):\(column)"
        case .dotEnv(let file, let line, let variable): "\(file):\(line) (\(variable))"
        case .environment(let variable): "environment (\(variable))"
        case .commandLine(let option): option
        }
    }

    package var file: String? {
        switch self {
        case .file(let file, _, _), .dotEnv(let file, _, _): file
        default: nil
        }
    }

    package var line: Int? {
        switch self {
        case .file(_, let line, _), .dotEnv(_, let line, _): line
        default: nil
        }
    }

    package var column: Int? {
        guard case .file(_, _, let column) = self else { return nil }
        return column
    }

    /// The environment variable that the value came in, if it came in one.
    package var variable: String? {
        switch self {
        case .dotEnv(_, _, let variable), .environment(let variable): variable
        default: nil
        }
    }

    /// What a problem with the value is prefixed with: the place alone.
    var place: String {
        switch self {
        case .dotEnv(let file, let line, _): "\(file):\(line)"
        default: description
        }
    }
}
