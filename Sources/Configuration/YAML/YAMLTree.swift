/// Reads a YAML file as a tree, within bounds: no file, however it is made, takes long or much memory.
enum YAMLTree {
    static let maxBytes = 1 << 20
    /// Of all values, those of aliases counted each time they are used.
    static let maxNodes = 50_000
    static let maxDepth = 32

    /// The one document of the file; nil where there is none. Throws the first thing that is not YAML, or every key
    /// that stands twice.
    static func read(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> YAMLNode? {
        if let problem = SourceText.problem(in: bytes, file: file) {
            throw ConfigurationError(problems: [problem])
        }
        var builder = Builder(file: file)
        do {
            let root = try builder.document(bytes)
            guard builder.problems.isEmpty else { throw ConfigurationError(problems: builder.problems) }
            return root
        } catch let error as Problem {
            throw ConfigurationError(problems: builder.problems + [error])
        } catch let error as YAMLSyntaxError {
            let origin = Origin.file(file, line: error.line, column: error.column)
            let problem = Problem("this is not YAML: \(error.message)", at: origin, remedy: remedy(for: error.message))
            throw ConfigurationError(problems: builder.problems + [problem])
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw ConfigurationError(problems: [Problem("\(error)", at: .file(file, line: 1, column: 1), remedy: "")])
        }
    }

    /// What usually is the cause of what libyaml says.
    private static func remedy(for message: String) -> String {
        if message.contains("tab") || message.contains("cannot start any token") {
            return "indent with spaces, and put quotes around text that begins with @, ` or %"
        }
        if message.contains("mapping values are not allowed") {
            return "check the indentation, and put quotes around text that holds \": \""
        }
        if message.contains("quoted scalar") || message.contains("end of stream") {
            return "close the quote or bracket that was opened before"
        }
        if message.contains("alias") { return "define the anchor (&name) before the alias (*name)" }
        return "check the indentation of this line and the one before it"
    }
}

private struct Builder {
    let file: String
    var problems: [Problem] = []
    private var anchors: [String: (node: YAMLNode, count: Int)] = [:]
    private var nodes = 0

    init(file: String) { self.file = file }

    mutating func document(_ bytes: [UInt8]) throws -> YAMLNode? {
        var events = try YAMLEvents(bytes)
        var root: YAMLNode?
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamEnd: return root
            case .streamStart, .documentEnd: continue
            case .documentStart:
                guard root == nil else {
                    throw problem("a second document begins here", event, "keep one document, without \"---\"")
                }
            default: root = try node(event, depth: 0, &events)
            }
        }
    }

    private mutating func node(_ event: YAMLEvent, depth: Int, _ events: inout YAMLEvents) throws -> YAMLNode {
        guard depth <= YAMLTree.maxDepth else {
            throw problem("this is nested more than \(YAMLTree.maxDepth) levels deep", event, "nest less")
        }
        if event.hasTag { throw problem("tags have no meaning here", event, "leave out the \"!…\"") }
        if case .alias(let name) = event.kind { return try alias(name, event) }
        let before = nodes
        try count(1, event)
        let node = YAMLNode(try content(event, depth: depth, &events), at: origin(event))
        if let anchor = event.anchor { anchors[anchor] = (node, nodes - before) }
        return node
    }

    private mutating func content(
        _ event: YAMLEvent,
        depth: Int,
        _ events: inout YAMLEvents
    ) throws -> YAMLNode.Content {
        switch event.kind {
        case .scalar(let text, let isPlain): return .scalar(text, isPlain: isPlain)
        case .sequenceStart:
            var elements: [YAMLNode] = []
            while true {
                let event = try events.next()
                if case .sequenceEnd = event.kind { return .sequence(elements) }
                elements.append(try node(event, depth: depth + 1, &events))
            }
        case .mappingStart: return .mapping(try members(depth: depth, &events))
        default: throw problem("this is no value", event, "check the line before it")
        }
    }

    private mutating func members(depth: Int, _ events: inout YAMLEvents) throws -> [YAMLNode.Member] {
        var members: [YAMLNode.Member] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { return members }
            guard let key = try node(event, depth: depth + 1, &events).scalar else {
                throw problem("a key is a list or a mapping", event, "use a plain name as the key")
            }
            let value = try node(try events.next(), depth: depth + 1, &events)
            if let line = lines[key] {
                let message = "the key \"\(Spelling.shown(key))\" stands here a second time, after line \(line)"
                problems.append(problem(message, event, "keep one of the two"))
                continue
            }
            lines[key] = event.line
            members.append(YAMLNode.Member(key: key, keyOrigin: origin(event), value: value))
        }
    }

    private mutating func alias(_ name: String, _ event: YAMLEvent) throws -> YAMLNode {
        guard let anchor = anchors[name] else {
            throw problem(
                "no anchor is named \"\(Spelling.shown(name))\"",
                event,
                "define &\(Spelling.shown(name)) before it"
            )
        }
        try count(anchor.count, event)
        return anchor.node
    }

    private mutating func count(_ more: Int, _ event: YAMLEvent) throws {
        nodes += more
        guard nodes <= YAMLTree.maxNodes else {
            throw problem("with its aliases the file has more than \(YAMLTree.maxNodes) values", event, "use fewer")
        }
    }

    private func origin(_ event: YAMLEvent) -> Origin { .file(file, line: event.line, column: event.column) }

    private func problem(_ message: String, _ event: YAMLEvent, _ remedy: String) -> Problem {
        Problem(message, at: origin(event), remedy: remedy)
    }
}

extension Problem: Error {}
