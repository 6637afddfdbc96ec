/// Arrays.
extension SchemaCompiler {
    mutating func addArray(
        _ constraints: Constraints,
        at path: String,
        _ rule: ProgramBuilder.Rule
    ) throws(SchemaError) {
        let least = constraints.leastItems
        let most = constraints.mostItems ?? .max
        guard least <= most else { return }
        let named = min(constraints.elements.map(\.prefix.count).max() ?? 0, most)
        let close = try builder.state()
        var written: [Int32] = []
        var current = try builder.state()
        try builder.opening(0x5b, rule.start, least == 0 ? [current, close] : [current])
        // Those that have a schema by their place, and at least one: what comes first has no comma before it.
        let single = min(max(named, 1), most)
        for index in 0..<single {
            if index > 0 {
                let next = try builder.state()
                try builder.comma(current, next)
                current = next
            }
            let next = try builder.state()
            try builder.call(try element(constraints, index), current, next)
            current = next
            if index + 1 >= least { written.append(current) }
        }
        if single < most {
            let others = try element(constraints, single)
            let end = try builder.state()
            var done = single
            if least > done {
                // Once for sure, as nothing ends that cannot do so.
                let (start, next) = (try builder.state(), try builder.state())
                try builder.comma(current, start)
                try builder.call(others, start, next)
                current = next
                done += 1
            }
            let left = constraints.mostItems.map { $0 - done }
            try builder.loop(least: max(0, least - done), most: left, current, end) {
                (builder, from, target) throws(SchemaError) in
                let start = try builder.state()
                try builder.comma(from, start)
                try builder.call(others, start, target)
            }
            written.append(end)
        }
        try builder.closing(0x5d, written, close, rule.end)
    }

    private mutating func element(
        _ constraints: Constraints,
        _ index: Int
    ) throws(SchemaError) -> ProgramBuilder.Rule {
        try rule(constraints.elements.compactMap { $0.schema(at: index) })
    }
}
