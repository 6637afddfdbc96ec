import JSON

/// A value of a request's body that knows where it stands, so that what is wrong with it can be said exactly:
/// `messages[0].content must be a string, not a number`.
struct Field: Sendable {
    let value: JSONValue
    private let parent: FieldPath
    private let step: Step

    private enum Step: Sendable {
        case member(String)
        case element(Int)
    }

    init(_ value: JSONValue, member name: String, of parent: FieldPath = .root) {
        self.value = value
        self.parent = parent
        step = .member(name)
    }

    init(_ value: JSONValue, element index: Int, of parent: FieldPath) {
        self.value = value
        self.parent = parent
        step = .element(index)
    }

    var path: FieldPath {
        switch step {
        case .member(let name): .member(name, of: parent)
        case .element(let index): .element(index, of: parent)
        }
    }
}

// MARK: What it must be

extension Field {
    func string() throws(APIError) -> String {
        guard case .string(let text) = value else { throw mismatch("a string") }
        return text
    }

    func nonEmptyString() throws(APIError) -> String {
        let text = try string()
        guard !text.isEmpty else { throw invalid("must not be empty") }
        return text
    }

    /// One of a few words.
    func word(of words: [String]) throws(APIError) -> String {
        let text = try string()
        guard words.contains(text) else { throw unknownWord(text, expecting: words) }
        return text
    }

    func bool() throws(APIError) -> Bool {
        guard case .bool(let bool) = value else { throw mismatch("a boolean") }
        return bool
    }

    /// A whole number (`3` or `3.0`) of the range.
    func int(in range: ClosedRange<Int>) throws(APIError) -> Int {
        guard value.double != nil else { throw mismatch("a whole number") }
        guard let int = value.int else {
            // Too large for Int, or with a fraction.
            if let double = value.double, double.rounded() == double { throw outside(range) }
            throw invalid("must be a whole number")
        }
        guard range.contains(int) else { throw outside(range) }
        return int
    }

    func double(in range: ClosedRange<Double>) throws(APIError) -> Double {
        guard let double = value.double else { throw mismatch("a number") }
        guard range.contains(double) else { throw outside(range) }
        return double
    }

    func object() throws(APIError) -> Fields {
        guard case .object(let members) = value else { throw mismatch("an object") }
        return Fields(members, at: path)
    }

    func array(_ expected: String = "an array") throws(APIError) -> [Field] {
        guard case .array(let elements) = value else { throw mismatch(expected) }
        let path = path
        return elements.enumerated().map { Field($1, element: $0, of: path) }
    }

    func objects() throws(APIError) -> [Fields] {
        try array().map { element throws(APIError) in try element.object() }
    }

    func strings() throws(APIError) -> [String] {
        try array("an array of strings").map { element throws(APIError) in try element.string() }
    }
}

// MARK: What is wrong with it

extension Field {
    /// The error that says so: the path, then the complaint (`must not be empty`).
    func invalid(_ complaint: String) -> APIError {
        let path = path.text
        return .invalid(path, "\(path) \(complaint)")
    }

    func mismatch(_ expected: String) -> APIError { invalid("must be \(expected), not \(value.kind)") }

    func unknownWord(_ word: String, expecting words: [String]) -> APIError {
        let all = words.map { "'\($0)'" }.joined(separator: ", ")
        return invalid("must be one of \(all), not '\(word.prefix(64))'")
    }

    private func outside<Bound>(_ range: ClosedRange<Bound>) -> APIError {
        invalid("must be from \(range.lowerBound) to \(range.upperBound)")
    }
}
