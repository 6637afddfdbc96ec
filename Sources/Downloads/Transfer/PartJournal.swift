import JSON

/// What an unfinished file has of the whole, beside it on the disk: for the next try.
struct PartJournal: Sendable, Equatable {
    var size: Int?
    /// What the server called the state of the file that these parts are of.
    var tag: String?
    var done: [Range<Int>] = []

    private static let most = 1 << 50

    /// Nil for what cannot be right.
    init?(reading bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), json["format"]?.int == 1, let list = json["done"]?.array else {
            return nil
        }
        if let size = json["size"]?.int {
            guard (0...Self.most).contains(size) else { return nil }
            self.size = size
        }
        tag = json["tag"]?.string
        var end = -1
        for pair in list {
            guard let ends = pair.array, ends.count == 2, let first = ends[0].int, let last = ends[1].int, first > end,
                first < last, last <= size ?? Self.most
            else { return nil }
            done.append(first..<last)
            end = last
        }
    }

    init(size: Int?, tag: String?, done: [Range<Int>]) {
        self.size = size
        self.tag = tag
        self.done = done
    }

    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("format", 1)
            json.member("size", ifPresent: size)
            json.member("tag", ifPresent: tag)
            json.member("done") { json in
                json.array { json in
                    for range in done {
                        json.element { json in
                            json.array { json in
                                json.element(range.lowerBound)
                                json.element(range.upperBound)
                            }
                        }
                    }
                }
            }
        }
        return json.finish()
    }
}
