/// One key: how it is read into a target, how it is shown, and what the reference says of it.
///
/// Keys are declared once, in tables of fields. Reading, hints for misspelled keys, environment variables, the
/// effective configuration and the reference all come from these tables.
struct Field<Target>: Sendable {
    /// With dots where the key lies in sections: `server.port`.
    let name: String
    let kind: String
    let summary: String
    /// The variable that goes before what YAML says.
    let variable: String?
    /// Reads the node, which is not null, into the target. `path` is the key's full name.
    let read: @Sendable (_ node: YAMLNode, _ target: inout Target, _ path: String, _ reading: inout Reading) -> Void
    /// The value as the effective configuration shows it; nil where there is none.
    let show: @Sendable (Target) -> String?

    init(
        _ name: String,
        kind: String,
        _ summary: String,
        variable: String? = nil,
        show: @escaping @Sendable (Target) -> String?,
        read:
            @escaping @Sendable (
                _ node: YAMLNode, _ target: inout Target, _ path: String, _ reading: inout Reading
            ) -> Void
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.variable = variable
        self.show = show
        self.read = read
    }

    init<Value>(
        _ name: String,
        _ property: any WritableKeyPath<Target, Value> & Sendable,
        _ kind: ValueKind<Value>,
        _ summary: String,
        variable: String? = nil
    ) {
        self.init(name, kind: kind.name, summary, variable: variable, show: { kind.show($0[keyPath: property]) }) {
            node,
            target,
            path,
            reading in
            guard let value = kind.parse(node, &reading.problems) else { return }
            target[keyPath: property] = value
            reading.record(node, at: path)
        }
    }

    /// A key that need not have a value.
    init<Value>(
        _ name: String,
        _ property: any WritableKeyPath<Target, Value?> & Sendable,
        _ kind: ValueKind<Value>,
        _ summary: String,
        variable: String? = nil
    ) {
        let show: @Sendable (Target) -> String? = { $0[keyPath: property].map(kind.show) }
        self.init(name, kind: kind.name, summary, variable: variable, show: show) { node, target, path, reading in
            guard let value = kind.parse(node, &reading.problems) else { return }
            target[keyPath: property] = value
            reading.record(node, at: path)
        }
    }
}

extension Field {
    /// The same key in something that the target is a part of.
    func lifted<Whole>(to part: any WritableKeyPath<Whole, Target> & Sendable) -> Field<Whole> {
        Field<Whole>(name, kind: kind, summary, variable: variable, show: { show($0[keyPath: part]) }) {
            read($0, &$1[keyPath: part], $2, &$3)
        }
    }
}

/// What comes of reading, besides the values.
struct Reading: Sendable {
    var problems: [Problem] = []
    var warnings: [Problem] = []
    /// Whether every provider that is written could be read: only then is a name that nobody has a mistake.
    var providersAreComplete = true
    /// Where the value of a key was written, by the key's full name; elements of lists as `name[0]`.
    private(set) var origins: [String: Origin] = [:]

    /// Remembers where a value and all in it stand.
    mutating func record(_ node: YAMLNode, at path: String) {
        origins[path] = node.origin
        switch node.content {
        case .scalar: break
        case .sequence(let nodes):
            for (index, node) in nodes.enumerated() { record(node, at: "\(path)[\(index)]") }
        case .mapping(let members):
            for member in members { record(member.value, at: "\(path).\(member.key)") }
        }
    }

    mutating func record(_ origin: Origin, at path: String) { origins[path] = origin }

    /// Where the value of a key comes from: built-in where nobody wrote it.
    func origin(of path: String) -> Origin { origins[path] ?? .builtIn }

    mutating func problem(_ message: String, at origin: Origin, remedy: String) {
        problems.append(Problem(message, at: origin, remedy: remedy))
    }

    mutating func warning(_ message: String, at origin: Origin, remedy: String) {
        warnings.append(Problem(message, at: origin, remedy: remedy))
    }
}

/// The keys that may stand in a mapping.
struct Record<Target>: Sendable {
    let fields: [Field<Target>]
    private let byName: [String: Field<Target>]
    /// Keys under which only more keys stand: `server`, `log.requests`.
    private let sections: Set<String>

    init(_ fields: [Field<Target>]) {
        self.fields = fields
        byName = Dictionary(fields.map { ($0.name, $0) }) { first, _ in first }
        sections = Set(
            fields.flatMap { field in
                let parts = field.name.split(separator: ".")
                return (1..<max(1, parts.count)).map { parts[..<$0].joined(separator: ".") }
            }
        )
    }

    subscript(name: String) -> Field<Target>? { byName[name] }

    /// Reads what the mapping says into the target. `path` is the mapping's own full name, empty for the root.
    func read(_ node: YAMLNode, into target: inout Target, path: String, _ reading: inout Reading) {
        read(node, section: "", into: &target, path: path, &reading)
    }

    private func read(
        _ node: YAMLNode,
        section: String,
        into target: inout Target,
        path: String,
        _ reading: inout Reading
    ) {
        if node.isNull { return }
        guard case .mapping(let members) = node.content else {
            let known = children(of: section)
            reading.problem(
                "this is \(node.kind), not a mapping of keys",
                at: node.origin,
                remedy: "write keys such as \"\(known.first ?? ""):\" below it, indented"
            )
            return
        }
        for member in members {
            let name = section.isEmpty ? member.key : "\(section).\(member.key)"
            let full = path.isEmpty ? member.key : "\(path).\(member.key)"
            if let field = byName[name] {
                if !member.value.isNull { field.read(member.value, &target, full, &reading) }
            } else if sections.contains(name) {
                read(member.value, section: name, into: &target, path: full, &reading)
            } else {
                complain(about: member, section: section, path: path, &reading)
            }
        }
    }

    private func complain(
        about member: YAMLNode.Member,
        section: String,
        path: String,
        _ reading: inout Reading
    ) {
        let here = children(of: section)
        let remedy: String
        if member.key == "<<" {
            remedy = "write out what would be merged"
        } else if let nearest = Spelling.nearest(to: member.key, among: here) {
            remedy = "did you mean \"\(nearest)\"?"
        } else if let elsewhere = fields.first(where: { $0.name.hasSuffix(".\(member.key)") }) {
            remedy = "it belongs under \"\(elsewhere.name.dropLast(member.key.count + 1))\""
        } else {
            remedy = "use \(Spelling.alternatives(here))"
        }
        let place = path.isEmpty ? "at the top" : "under \"\(Spelling.shown(path))\""
        reading.problem(
            "there is no key \"\(Spelling.shown(member.key))\" \(place)",
            at: member.keyOrigin,
            remedy: remedy
        )
    }

    /// The keys that may stand right below a section, in the order of the table.
    private func children(of section: String) -> [String] {
        let prefix = section.isEmpty ? "" : section + "."
        var names: [String] = []
        for field in fields where field.name.hasPrefix(prefix) {
            let name = String(field.name.dropFirst(prefix.count).prefix { $0 != "." })
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}
