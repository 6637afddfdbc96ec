// Calls of macros, functions, methods and loops.
extension JinjaRenderer {
    mutating func call(
        _ callee: JinjaValue,
        _ arguments: JinjaArguments,
        at offset: Int
    ) throws(JinjaError) -> JinjaValue {
        switch callee {
        case .object(.macro(let macro)): return try call(macro, arguments, at: offset)
        case .object(.function(let function)): return try call(function, arguments)
        case .object(.method(let method)):
            try spend(for: method.value.value)
            return try call(method.name, of: method.value.value, arguments)
        case .object(.loop(let state)):
            guard let loop = state.recursive else { throw JinjaError(.value, "the loop is not recursive") }
            let elements = try elements(of: try arguments.required(0, "iterable"))
            return try nested(at: offset) { (renderer) throws(JinjaError) in
                .string(
                    try renderer.captured { (renderer) throws(JinjaError) in try renderer.run(loop, over: elements) }
                )
            }
        default: throw JinjaError(.value, "\(callee.kindName) cannot be called")
        }
    }

    private mutating func call(
        _ function: JinjaFunction,
        _ arguments: JinjaArguments
    ) throws(JinjaError) -> JinjaValue {
        switch function {
        case .range: return try range(arguments)
        case .dictionary: return .dictionary(try dictionary(of: arguments))
        case .namespace:
            let namespace = JinjaNamespace(try dictionary(of: arguments))
            try checkNesting(of: .object(.namespace(namespace)))
            namespaces.append(namespace)
            return .object(.namespace(namespace))
        case .cycler:
            let value = JinjaValue.object(.function(.cycle(JinjaCycle(arguments.positional))))
            try checkNesting(of: value)
            return value
        case .joiner: return .object(.function(.join(JinjaCycle([arguments[0, "sep"] ?? .string(", ")]))))
        case .join(let separator): return separator.separator()
        case .cycle(let cycle): return cycle.next()
        case .raise: throw JinjaError(.raised, arguments[0, "message"]?.text ?? "the template refuses these messages")
        case .now: return .string(now(arguments[0, "format"]?.text ?? "%Y-%m-%d"))
        }
    }

    private mutating func range(_ arguments: JinjaArguments) throws(JinjaError) -> JinjaValue {
        var bounds: [Int] = []
        for value in arguments.positional {
            guard let bound = value.integer else {
                throw JinjaError(.value, "range() takes whole numbers, not \(value.kindName)")
            }
            bounds.append(bound)
        }
        guard (1...3).contains(bounds.count) else { throw JinjaError(.value, "range() takes one to three numbers") }
        let start = bounds.count == 1 ? 0 : bounds[0]
        let end = bounds.count == 1 ? bounds[0] : bounds[1]
        let step = bounds.count == 3 ? bounds[2] : 1
        guard step != 0 else { throw JinjaError(.value, "range() cannot go in steps of 0") }
        let most = 100_000
        let distance = step > 0 ? Double(end) - Double(start) : Double(start) - Double(end)
        guard distance / abs(Double(step)) <= Double(most) else {
            throw JinjaError(.limit, "range() is longer than \(most)")
        }
        guard distance > 0 else { return .list([]) }
        try spend(Int(distance / abs(Double(step))))
        return .list(stride(from: start, to: end, by: step).map { .int($0) })
    }

    private mutating func dictionary(of arguments: JinjaArguments) throws(JinjaError) -> JinjaDictionary {
        var dictionary = JinjaDictionary()
        switch arguments.positional.first {
        case nil: break
        case .dictionary(let first)?: dictionary = first
        case .list(let pairs)?:
            for pair in pairs {
                guard case .list(let both) = pair, both.count == 2 else {
                    throw JinjaError(.value, "a mapping is made of pairs")
                }
                dictionary[both[0].text] = both[1]
            }
        case let other?: throw JinjaError(.value, "a mapping cannot be made of \(other.kindName)")
        }
        for (name, value) in arguments.named { dictionary[name] = value }
        return dictionary
    }
}
