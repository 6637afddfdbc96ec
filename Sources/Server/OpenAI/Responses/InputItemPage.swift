import JSON

/// Which of a response's input items the client wants to see.
struct InputItemPage {
    private let isAscending: Bool
    private let limit: Int
    private let after: String?

    init(_ query: Query) throws(APIError) {
        switch query["order"] {
        case nil, "desc": isAscending = false
        case "asc": isAscending = true
        case .some: throw APIError.invalid("order", "order must be 'asc' or 'desc'")
        }
        if let text = query["limit"] {
            guard let number = Int(text), (1...100).contains(number) else {
                throw APIError.invalid("limit", "limit must be from 1 to 100")
            }
            limit = number
        } else {
            limit = 20
        }
        after = query["after"]
    }

    func body(of items: [JSONValue]) -> [UInt8] {
        var rest = (isAscending ? items : items.reversed())[...]
        if let after, let place = rest.firstIndex(where: { $0["id"]?.string == after }) {
            rest = rest[(place + 1)...]
        }
        let shown = rest.prefix(limit)
        var json = JSONWriter(reservingCapacity: 1024)
        json.object { json in
            json.member("object", "list")
            json.member("data", Array(shown))
            json.member("first_id", orNull: shown.first?["id"])
            json.member("last_id", orNull: shown.last?["id"])
            json.member("has_more", shown.count < rest.count)
        }
        return json.finish()
    }
}
