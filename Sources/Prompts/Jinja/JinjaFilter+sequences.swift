// Filters that make something of lists.
extension JinjaFilter {
    static let sequenceFilters: [JinjaFilter] = [
        JinjaFilter("length") { (value, _, _) throws(JinjaError) in
            switch value {
            case .undefined: .int(0)
            case .string(let text): .int(text.unicodeScalars.count)
            case .list(let elements): .int(elements.count)
            case .dictionary(let dictionary): .int(dictionary.members.count)
            case .object(.loop(let loop)): .int(loop.elements.count)
            default: throw JinjaError(.value, "\(value.kindName) has no length")
            }
        },
        JinjaFilter("first") { (value, _, renderer) throws(JinjaError) in
            try renderer.elements(of: value).first ?? .undefined("the first of nothing")
        },
        JinjaFilter("last") { (value, _, renderer) throws(JinjaError) in
            try renderer.elements(of: value).last ?? .undefined("the last of nothing")
        },
        JinjaFilter("list") { (value, _, renderer) throws(JinjaError) in .list(try renderer.elements(of: value)) },
        JinjaFilter("join") { (value, arguments, renderer) throws(JinjaError) in
            let separator = arguments[0, "d"]?.text ?? ""
            var elements = try renderer.elements(of: value)
            if let name = arguments[1, "attribute"] {
                elements = try elements.map { (element) throws(JinjaError) in try renderer.member(name, of: element) }
            }
            var text = ""
            for (index, element) in elements.enumerated() {
                if index > 0 { text += separator }
                text += element.text
                try renderer.checkSize(text.utf8.count)
            }
            return .string(text)
        },
        JinjaFilter("reverse") { (value, _, renderer) throws(JinjaError) in
            if case .string(let text) = value {
                return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
            }
            return .list(try renderer.elements(of: value).reversed())
        },
        JinjaFilter("sort") { (value, arguments, renderer) throws(JinjaError) in
            let elements = try renderer.elements(of: value)
            let name = arguments[2, "attribute"]
            return .list(
                try renderer.sorted(
                    elements,
                    minding: arguments.bool(1, "case_sensitive") ?? false,
                    reversed: arguments.bool(0, "reverse") ?? false
                ) { (element, renderer) throws(JinjaError) in
                    try name.map { (name) throws(JinjaError) in try renderer.member(name, of: element) } ?? element
                }
            )
        },
        JinjaFilter("unique") { (value, arguments, renderer) throws(JinjaError) in
            var seen: [JinjaValue] = []
            var kept: [JinjaValue] = []
            for element in try renderer.elements(of: value) {
                let key = try renderer.key(
                    element,
                    arguments[1, "attribute"],
                    minding: arguments.bool(0, "case_sensitive") ?? false
                )
                try renderer.spend(seen.count)
                guard !seen.contains(where: { $0.equals(key) }) else { continue }
                seen.append(key)
                kept.append(element)
            }
            return .list(kept)
        },
        JinjaFilter("min") { (value, arguments, renderer) throws(JinjaError) in
            try renderer.extreme(value, arguments) { (a, b) throws(JinjaError) in try a.isBefore(b) }
        },
        JinjaFilter("max") { (value, arguments, renderer) throws(JinjaError) in
            try renderer.extreme(value, arguments) { (a, b) throws(JinjaError) in try b.isBefore(a) }
        },
        JinjaFilter("sum") { (value, arguments, renderer) throws(JinjaError) in
            var sum = arguments[1, "start"] ?? .int(0)
            for element in try renderer.elements(of: value) {
                let addend =
                    try arguments[0, "attribute"].map { (name) throws(JinjaError) in
                        try renderer.member(name, of: element)
                    } ?? element
                sum = try renderer.combine(.add, sum, addend)
            }
            return sum
        },
        JinjaFilter("map") { (value, arguments, renderer) throws(JinjaError) in
            var results: [JinjaValue] = []
            for element in try renderer.elements(of: value) {
                try renderer.spend()
                if let name = arguments["attribute"] {
                    let member = try renderer.member(name, of: element)
                    results.append(member.isUndefined ? arguments["default"] ?? member : member)
                } else {
                    let name = try arguments.required(0, "filter").text
                    guard let filter = JinjaFilter.named(name) else {
                        throw JinjaError(.value, "there is no filter '\(name)'")
                    }
                    var rest = arguments
                    rest.positional.removeFirst(min(1, rest.positional.count))
                    results.append(try filter.apply(element, rest, &renderer))
                }
            }
            return .list(results)
        },
        JinjaFilter("select") { (value, arguments, renderer) throws(JinjaError) in
            try renderer.selected(value, arguments, attribute: false, keeping: true)
        },
        JinjaFilter("reject") { (value, arguments, renderer) throws(JinjaError) in
            try renderer.selected(value, arguments, attribute: false, keeping: false)
        },
        JinjaFilter("selectattr") { (value, arguments, renderer) throws(JinjaError) in
            try renderer.selected(value, arguments, attribute: true, keeping: true)
        },
        JinjaFilter("rejectattr") { (value, arguments, renderer) throws(JinjaError) in
            try renderer.selected(value, arguments, attribute: true, keeping: false)
        },
        JinjaFilter("groupby") { (value, arguments, renderer) throws(JinjaError) in
            let name = try arguments.required(0, "attribute")
            let elements = try renderer.sorted(try renderer.elements(of: value), minding: false, reversed: false) {
                (element, renderer) throws(JinjaError) in try renderer.member(name, of: element)
            }
            var groups: [(key: JinjaValue, elements: [JinjaValue])] = []
            for element in elements {
                let key = try renderer.member(name, of: element)
                if let last = groups.last, last.key.equals(key) {
                    groups[groups.count - 1].elements.append(element)
                } else {
                    groups.append((key, [element]))
                }
            }
            return .list(groups.map { .list([$0.key, .list($0.elements)]) })
        },
        JinjaFilter("batch") { (value, arguments, renderer) throws(JinjaError) in
            let size = max(1, try arguments.int(0, "linecount") ?? 1)
            let elements = try renderer.elements(of: value)
            var batches = stride(from: 0, to: elements.count, by: size).map {
                Array(elements[$0..<min(elements.count, $0 + size)])
            }
            if let filler = arguments[1, "fill_with"], let last = batches.last, last.count < size {
                try renderer.spend(size)
                batches[batches.count - 1] += Array(repeating: filler, count: size - last.count)
            }
            return .list(batches.map { .list($0) })
        },
        JinjaFilter("slice") { (value, arguments, renderer) throws(JinjaError) in
            let elements = try renderer.elements(of: value)
            let count = max(1, try arguments.int(0, "slices") ?? 1)
            try renderer.spend(count)
            let (size, larger) = elements.count.quotientAndRemainder(dividingBy: count)
            var start = 0
            var slices: [JinjaValue] = []
            for index in 0..<count {
                let end = start + size + (index < larger ? 1 : 0)
                var part = Array(elements[start..<end])
                if let filler = arguments[1, "fill_with"], index >= larger, larger > 0 { part.append(filler) }
                slices.append(.list(part))
                start = end
            }
            return .list(slices)
        },
    ]
}

extension JinjaRenderer {
    /// A member by its name, its number, or a path with dots.
    func member(_ name: JinjaValue, of value: JinjaValue) throws(JinjaError) -> JinjaValue {
        guard case .string(let path) = name else { return try item(name, of: value) }
        var value = value
        for part in try JinjaText.split(path, by: ".", most: -1) {
            value = try item(Int(part).map { .int($0) } ?? .string(part), of: value)
        }
        return value
    }

    /// What an element is compared by.
    func key(_ element: JinjaValue, _ name: JinjaValue?, minding: Bool) throws(JinjaError) -> JinjaValue {
        let key = try name.map { (name) throws(JinjaError) in try member(name, of: element) } ?? element
        if !minding, case .string(let text) = key { return .string(text.lowercased()) }
        return key
    }

    /// A stable sort. `minding`: large and small letters differ.
    mutating func sorted(
        _ elements: [JinjaValue],
        minding: Bool,
        reversed: Bool,
        by key: (JinjaValue, inout JinjaRenderer) throws(JinjaError) -> JinjaValue
    ) throws(JinjaError) -> [JinjaValue] {
        try spend(elements.count * 16)
        var keyed: [(key: JinjaValue, element: JinjaValue)] = []
        for element in elements {
            keyed.append((try self.key(try key(element, &self), nil, minding: minding), element))
        }
        var failure: JinjaError?
        let order = keyed.indices.sorted { left, right in
            let (a, b) = (keyed[left].key, keyed[right].key)
            do throws(JinjaError) {
                if try reversed ? b.isBefore(a) : a.isBefore(b) { return true }
                if try reversed ? a.isBefore(b) : b.isBefore(a) { return false }
            } catch { failure = error }
            return left < right
        }
        if let failure { throw failure }
        return order.map { keyed[$0].element }
    }

    mutating func extreme(
        _ value: JinjaValue,
        _ arguments: JinjaArguments,
        _ isBetter: (JinjaValue, JinjaValue) throws(JinjaError) -> Bool
    ) throws(JinjaError) -> JinjaValue {
        let minding = arguments.bool(0, "case_sensitive") ?? false
        var best: (key: JinjaValue, element: JinjaValue)?
        for element in try elements(of: value) {
            let key = try key(element, arguments[1, "attribute"], minding: minding)
            if let current = best, !(try isBetter(key, current.key)) { continue }
            best = (key, element)
        }
        return best?.element ?? .undefined("the extreme of nothing")
    }

    /// The elements for which a test holds, or does not.
    mutating func selected(
        _ value: JinjaValue,
        _ arguments: JinjaArguments,
        attribute: Bool,
        keeping: Bool
    ) throws(JinjaError) -> JinjaValue {
        var rest = arguments
        var name: JinjaValue?
        if attribute {
            name = try arguments.required(0, "attribute")
            rest.positional.removeFirst(min(1, rest.positional.count))
        }
        var test: JinjaTest?
        if let wanted = rest.positional.first {
            guard let known = JinjaTest.named(wanted.text) else {
                throw JinjaError(.value, "there is no test '\(wanted.text)'")
            }
            test = known
            rest.positional.removeFirst()
        }
        var kept: [JinjaValue] = []
        for element in try elements(of: value) {
            try spend()
            let subject = try name.map { (name) throws(JinjaError) in try member(name, of: element) } ?? element
            let holds =
                try test.map { (test) throws(JinjaError) in try test.holds(for: subject, rest) } ?? subject.isTrue
            if holds == keeping { kept.append(element) }
        }
        return .list(kept)
    }
}
