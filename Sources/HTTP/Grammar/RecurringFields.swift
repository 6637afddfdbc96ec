/// Header fields while they are read, beside those of the message before: a peer sends nearly the same ones again and
/// again, so what is the same is shared with it instead of being made anew.
struct RecurringFields: Sendable {
    /// How many were read. As long as `isRepeat`, they are the first ones of `previous`, else `fields`.
    private(set) var count = 0
    private var isRepeat = true
    private var fields: [HTTPHeaders.Field] = []
    private var previous = HTTPHeaders()

    mutating func begin() {
        count = 0
        isRepeat = true
        fields = []
    }

    /// The field that stood here in the message before.
    var expected: HTTPHeaders.Field? { count < previous.fields.count ? previous.fields[count] : nil }

    /// Reads the expected field, where all before were as expected too. Else it must be added.
    mutating func `repeat`() -> Bool {
        if isRepeat { count += 1 }
        return isRepeat
    }

    mutating func add(_ field: HTTPHeaders.Field) {
        if isRepeat {
            isRepeat = false
            fields.reserveCapacity(max(8, previous.fields.count))
            fields.append(contentsOf: previous.fields.prefix(count))
        }
        fields.append(field)
        count += 1
    }

    /// All of them, to be remembered unless they are too large for that.
    mutating func take(remembering: Bool) -> HTTPHeaders {
        let headers: HTTPHeaders
        if isRepeat {
            headers =
                count == previous.fields.count ? previous : HTTPHeaders(fields: Array(previous.fields.prefix(count)))
        } else {
            headers = HTTPHeaders(fields: fields)
            fields = []
        }
        previous = remembering ? headers : HTTPHeaders()
        return headers
    }
}
