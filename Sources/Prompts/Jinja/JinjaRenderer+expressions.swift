// What expressions come to.
extension JinjaRenderer {
    mutating func evaluate(_ expression: JinjaExpression) throws(JinjaError) -> JinjaValue {
        try spend(at: expression.offset)
        do throws(JinjaError) {
            return try value(of: expression)
        } catch {
            var placed = error
            placed.offset = error.offset ?? expression.offset
            throw placed
        }
    }

    private mutating func value(of expression: JinjaExpression) throws(JinjaError) -> JinjaValue {
        switch expression.kind {
        case .constant(let value): return value
        case .variable(let slot, let name):
            if let value = frame[slot] { return value }
            return JinjaFunction.named[name].map { .object(.function($0)) } ?? .undefined(name)
        case .list(let elements):
            let list = JinjaValue.list(try elements.map { (element) throws(JinjaError) in try evaluate(element) })
            try checkNesting(of: list)
            return list
        case .dictionary(let members):
            var dictionary = JinjaDictionary()
            for member in members { dictionary[try evaluate(member.key).text] = try evaluate(member.value) }
            try checkNesting(of: .dictionary(dictionary))
            return .dictionary(dictionary)
        case .attribute(let of, let name): return try attribute(name, of: try evaluate(of))
        case .item(let of, let key): return try item(try evaluate(key), of: try evaluate(of))
        case .slice(let of, let from, let to, let by): return try slice(of, from, to, by)
        case .call(let callee, let arguments):
            return try call(try evaluate(callee), try evaluate(arguments), at: expression.offset)
        case .filter(let of, let filter, let arguments):
            let value = try of.map { (of) throws(JinjaError) in try evaluate(of) } ?? .undefined("")
            return try filter.apply(value, try evaluate(arguments), &self)
        case .test(let of, let test, let arguments, let negated):
            let value = try evaluate(of)
            return .bool(try test.holds(for: value, try evaluate(arguments)) != negated)
        case .not(let of): return .bool(!(try evaluate(of).isTrue))
        case .negative(let of): return try negated(try evaluate(of))
        case .positive(let of): return try evaluate(of)
        case .binary(let operation, let left, let right):
            return try combine(operation, try evaluate(left), try evaluate(right))
        case .and(let left, let right):
            let value = try evaluate(left)
            return value.isTrue ? try evaluate(right) : value
        case .or(let left, let right):
            let value = try evaluate(left)
            return value.isTrue ? value : try evaluate(right)
        case .concatenation(let parts):
            var text = ""
            for part in parts { text += try evaluate(part).text }
            try checkSize(text.utf8.count)
            return .string(text)
        case .comparison(let left, let chain): return try compare(left, chain)
        case .condition(let condition, let then, let otherwise):
            if try evaluate(condition).isTrue { return try evaluate(then) }
            return try otherwise.map { (other) throws(JinjaError) in try evaluate(other) } ?? .undefined("")
        }
    }

    mutating func evaluate(_ arguments: JinjaCallArguments) throws(JinjaError) -> JinjaArguments {
        var values = JinjaArguments()
        for argument in arguments.positional { values.positional.append(try evaluate(argument)) }
        for (name, argument) in arguments.named { values.named.append((name, try evaluate(argument))) }
        if let spread = arguments.spread { values.positional += try elements(of: try evaluate(spread)) }
        if let spread = arguments.namedSpread {
            guard case .dictionary(let dictionary) = try evaluate(spread) else {
                throw JinjaError(.value, "what follows '**' is no mapping", at: spread.offset)
            }
            for member in dictionary.members { values.named.append((member.key, member.value)) }
        }
        return values
    }

    // MARK: Members

    /// `value.name`: a method or attribute, else a member.
    func attribute(_ name: String, of value: JinjaValue) throws(JinjaError) -> JinjaValue {
        switch value {
        case .undefined: throw JinjaError(.value, "\(value.kindName) has no '\(name)'")
        case .dictionary(let dictionary):
            if JinjaMethod.ofMappings.contains(name) { return method(name, value) }
            return dictionary[name] ?? .undefined(name)
        case .string: return JinjaMethod.ofStrings.contains(name) ? method(name, value) : .undefined(name)
        case .list: return JinjaMethod.ofLists.contains(name) ? method(name, value) : .undefined(name)
        case .object(.namespace(let namespace)): return namespace[name] ?? .undefined(name)
        case .object(.loop(let loop)):
            if let member = loop[name] { return member }
            return JinjaMethod.ofLoops.contains(name) ? method(name, value) : .undefined(name)
        case .object(.macro(let macro)): return name == "name" ? .string(macro.macro.name) : .undefined(name)
        case .object(.function(.cycle(let cycle))):
            if name == "current" { return cycle.current }
            return JinjaMethod.ofCycles.contains(name) ? method(name, value) : .undefined(name)
        case .none, .bool, .int, .double, .object: return .undefined(name)
        }
    }

    private func method(_ name: String, _ value: JinjaValue) -> JinjaValue {
        .object(.method(JinjaMethod(name: name, value: JinjaValueBox(value))))
    }

    /// `value[key]`: a member or element, else an attribute.
    func item(_ key: JinjaValue, of value: JinjaValue) throws(JinjaError) -> JinjaValue {
        switch (value, key) {
        case (.dictionary(let dictionary), .string(let name)):
            if let member = dictionary[name] { return member }
            return try attribute(name, of: value)
        case (.dictionary(let dictionary), _): return dictionary[key.text] ?? .undefined(key.text)
        case (.list(let elements), _):
            guard let index = key.integer else { return .undefined(key.text) }
            let place = index < 0 ? index &+ elements.count : index
            return elements.indices.contains(place) ? elements[place] : .undefined(key.text)
        case (.string(let text), _):
            guard let index = key.integer else {
                if case .string(let name) = key { return try attribute(name, of: value) }
                return .undefined(key.text)
            }
            let scalars = Array(text.unicodeScalars)
            let place = index < 0 ? index &+ scalars.count : index
            return scalars.indices.contains(place) ? .string(String(scalars[place])) : .undefined(key.text)
        case (.undefined, _): throw JinjaError(.value, "\(value.kindName) has no element \(key.representation)")
        case (_, .string(let name)): return try attribute(name, of: value)
        default: return .undefined(key.text)
        }
    }

    private mutating func slice(
        _ of: JinjaExpression,
        _ from: JinjaExpression?,
        _ to: JinjaExpression?,
        _ by: JinjaExpression?
    ) throws(JinjaError) -> JinjaValue {
        let value = try evaluate(of)
        let bounds = [try bound(from), try bound(to), try bound(by)]
        switch value {
        case .list(let elements):
            let places = try JinjaSlice.places(bounds[0], bounds[1], bounds[2], count: elements.count)
            try spend(places.count)
            return .list(places.map { elements[$0] })
        case .string(let text):
            let scalars = Array(text.unicodeScalars)
            var cut = String.UnicodeScalarView()
            for place in try JinjaSlice.places(bounds[0], bounds[1], bounds[2], count: scalars.count) {
                cut.append(scalars[place])
            }
            return .string(String(cut))
        case .undefined: throw JinjaError(.value, "\(value.kindName) cannot be cut")
        default: throw JinjaError(.value, "\(value.kindName) cannot be cut")
        }
    }

    private mutating func bound(_ expression: JinjaExpression?) throws(JinjaError) -> Int? {
        guard let expression else { return nil }
        let value = try evaluate(expression)
        if case .none = value { return nil }
        guard let bound = value.integer else {
            throw JinjaError(
                .value,
                "a slice is bounded by whole numbers, not by \(value.kindName)",
                at: expression.offset
            )
        }
        return bound
    }

    /// The elements that a loop goes through.
    mutating func elements(of value: JinjaValue) throws(JinjaError) -> [JinjaValue] {
        switch value {
        case .undefined: return []
        case .list(let elements): return elements
        case .dictionary(let dictionary):
            try spend(dictionary.members.count)
            return dictionary.members.map { .string($0.key) }
        case .string(let text):
            try spend(text.utf8.count)
            return text.unicodeScalars.map { .string(String($0)) }
        case .object(.loop(let loop)): return loop.elements
        default: throw JinjaError(.value, "\(value.kindName) cannot be gone through")
        }
    }

    /// Lists within lists beyond all reason: they could not even be given back.
    mutating func checkNesting(of value: JinjaValue) throws(JinjaError) {
        try checkNesting(of: value, deeper: 64)
    }

    private mutating func checkNesting(of value: JinjaValue, deeper: Int) throws(JinjaError) {
        try spend()
        guard deeper > 0 else { throw JinjaError(.limit, "these values are nested too deeply") }
        switch value {
        case .list(let elements): for element in elements { try checkNesting(of: element, deeper: deeper - 1) }
        case .dictionary(let dictionary):
            for member in dictionary.members { try checkNesting(of: member.value, deeper: deeper - 1) }
        case .object(.namespace(let namespace)):
            for member in namespace.all.members { try checkNesting(of: member.value, deeper: deeper - 1) }
        case .object(.method(let method)): try checkNesting(of: method.value.value, deeper: deeper - 1)
        case .object(.function(.cycle(let cycle))), .object(.function(.join(let cycle))):
            for value in cycle.values { try checkNesting(of: value, deeper: deeper - 1) }
        default: break
        }
    }
}

/// Python's slices.
enum JinjaSlice {
    static func places(_ from: Int?, _ to: Int?, _ by: Int?, count: Int) throws(JinjaError) -> [Int] {
        guard by != 0 else { throw JinjaError(.value, "a slice's step cannot be 0") }
        // A longer step than the whole is as good as one of its length.
        let step = min(max(by ?? 1, -count - 1), count + 1)
        func clamped(_ bound: Int, _ range: ClosedRange<Int>) -> Int {
            min(max(bound < 0 ? bound &+ count : bound, range.lowerBound), range.upperBound)
        }
        if step > 0 {
            let start = from.map { clamped($0, 0...count) } ?? 0
            let end = to.map { clamped($0, 0...count) } ?? count
            return start < end ? Array(stride(from: start, to: end, by: step)) : []
        }
        let start = from.map { clamped($0, -1...count - 1) } ?? count - 1
        let end = to.map { clamped($0, -1...count - 1) } ?? -1
        return start > end ? Array(stride(from: start, to: end, by: step)) : []
    }
}
