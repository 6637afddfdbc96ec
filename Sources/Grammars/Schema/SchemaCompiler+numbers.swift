import JSON

/// Numbers between bounds.
extension SchemaCompiler {
    mutating func addNumber(
        _ constraints: Constraints,
        isWhole: Bool,
        at path: String,
        _ rule: ProgramBuilder.Rule
    ) throws(SchemaError) {
        if let divisor = constraints.divisor { try Self.requireWhole(divisor) }
        let isDivided = constraints.divisor.map { $0.value.int != 1 } ?? false
        if isWhole || constraints.divisor != nil {
            guard let wholes = try constraints.range.wholes() else { return }
            if isDivided, let step = constraints.divisor?.value.int {
                return try builder.multiples(of: step, wholes, rule.start, rule.end)
            }
            return try builder.wholes(wholes, rule.start, rule.end)
        }
        try builder.decimals(constraints.range, rule.start, rule.end)
    }

    private static let largestDivisor = 500

    private static func requireWhole(_ divisor: (value: JSONValue, path: String)) throws(SchemaError) {
        guard let whole = divisor.value.int, whole <= largestDivisor else {
            throw SchemaError(
                "\"multipleOf\" is only supported for whole numbers up to \(largestDivisor)",
                keyword: "multipleOf",
                at: divisor.path
            )
        }
    }
}
