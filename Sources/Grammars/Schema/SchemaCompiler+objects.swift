import JSON

/// Objects: members in the schema's order, then those that it does not name.
extension SchemaCompiler {
    mutating func addObject(_ constraints: Constraints, _ rule: ProgramBuilder.Rule) throws(SchemaError) {
        let required = Set(constraints.required)
        var names: [String] = []
        var known: Set<String> = []
        for name in constraints.members.flatMap({ $0.properties.map(\.name) }) + constraints.required
        where known.insert(name).inserted { names.append(name) }

        let close = try builder.state()
        // Where the members from one on may be written: as the first, or after another and its comma.
        var fresh = try builder.state()
        try builder.opening(0x7b, rule.start, [fresh])
        var following = try builder.state()
        var written: [Int32] = []
        for name in names {
            let value = try self.rule(constraints.members.compactMap { $0.schema(of: name) })
            let key = try builder.state()
            try builder.jump(fresh, key)
            try builder.jump(following, key)
            let (named, start, end) = (try builder.state(), try builder.state(), try builder.state())
            try builder.literal(JSONText.string(name), key, named)
            try builder.colon(named, start)
            try builder.call(value, start, end)
            let (nextFresh, nextFollowing) = (try builder.state(), try builder.state())
            if required.contains(name) {
                // None before it may be the last.
                written = []
            } else {
                try builder.jump(fresh, nextFresh)
                try builder.jump(following, nextFollowing)
            }
            try builder.comma(end, nextFollowing)
            written.append(end)
            (fresh, following) = (nextFresh, nextFollowing)
        }
        if required.isEmpty { try builder.jump(fresh, close) }
        if let others = try otherMembers(constraints, but: names) {
            let end = try builder.state()
            try builder.call(others, following, end)
            if required.isEmpty { try builder.call(others, fresh, end) }
            try builder.comma(end, following)
            written.append(end)
        }
        try builder.closing(0x7d, written, close, rule.end)
    }

    /// The rule of a member that the schema does not name; nil where there must be none.
    private mutating func otherMembers(
        _ constraints: Constraints,
        but names: [String]
    ) throws(SchemaError) -> ProgramBuilder.Rule? {
        let schemas = constraints.members.compactMap(\.additional)
        if schemas.contains(where: { $0.schema == .bool(false) }) { return nil }
        let value = try rule(schemas)
        let member = try builder.rule()
        let (named, start) = (try builder.state(), try builder.state())
        try builder.call(try otherNames(names), member.start, named)
        try builder.colon(named, start)
        try builder.call(value, start, member.end)
        return member
    }

    /// Strings that are none of these names. They are spelled in one way only, so that a name is not allowed in disguise.
    private mutating func otherNames(_ names: [String]) throws(SchemaError) -> ProgramBuilder.Rule {
        if names.isEmpty { return builder.json.string }
        let rule = try builder.rule()
        let free = try builder.state()
        try builder.stringCharacter([0...0x10ffff], free, free)
        try builder.bytes(0x22, 0x22, free, rule.end)
        // A tree of the names' characters: who leaves it is free, who is at a name's end must go on.
        var children: [[UInt32: Int]] = [[:]]
        var isName = [false]
        for name in names {
            var node = 0
            for scalar in name.unicodeScalars {
                if let child = children[node][scalar.value] {
                    node = child
                } else {
                    children.append([:])
                    isName.append(false)
                    children[node][scalar.value] = children.count - 1
                    node = children.count - 1
                }
            }
            isName[node] = true
        }
        let places = try children.map { _ throws(SchemaError) in try builder.state() }
        try builder.bytes(0x22, 0x22, rule.start, places[0])
        for (node, branches) in children.enumerated() {
            var next: UInt32 = 0
            for (scalar, child) in branches.sorted(by: { $0.key < $1.key }) {
                try builder.stringCharacter([scalar...scalar], places[node], places[child])
                if scalar > next { try builder.stringCharacter([next...(scalar - 1)], places[node], free) }
                next = scalar + 1
            }
            try builder.stringCharacter([next...0x10ffff], places[node], free)
            if !isName[node] { try builder.bytes(0x22, 0x22, places[node], rule.end) }
        }
        return rule
    }
}
