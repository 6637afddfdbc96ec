import Engine
import Testing

struct SessionCopyTests {
    private static let tokens = (0..<150).map { ($0 * 37 + $0 / 7) % TinyModel.vocabulary }

    @Test(arguments: TinyModel.generators)
    func `a copy goes on as the session would that read it all, to the bit`(_ kind: String) throws {
        for cache in LoadedModel.CacheType.allCases {
            let model = try TinyModel.load(kind, cache: cache)
            let source = try model.makeSession(capacity: 160)
            try source.prefill(Array(Self.tokens.prefix(140)))
            let before = source.lastLogits
            for count in [1, 20, 63, 64, 65, 130, 140] {
                let rest = Array(Self.tokens.dropFirst(count).reversed())
                let copy = try source.copy(of: count, capacity: .random(in: 150...400))
                #expect(copy.tokens == Array(Self.tokens.prefix(count)))
                try copy.prefill(rest)
                let fresh = try model.makeSession()
                try fresh.prefill(Array(Self.tokens.prefix(count)) + rest)
                #expect(copy.lastLogits == fresh.lastLogits)
            }
            // It stays as it is, and goes on.
            #expect(source.lastLogits == before)
            try source.decode(5)
            let whole = try model.makeSession()
            try whole.prefill(Array(Self.tokens.prefix(140)) + [5])
            #expect(source.lastLogits == whole.lastLogits)
        }
    }

    @Test func `a copy is turned as its length wants it, whatever its source was`() throws {
        // This model turns sequences of up to 24 tokens otherwise than longer ones.
        let model = try TinyModel.load("phi3")
        #expect(model.longestShortSequence == 24)
        #expect(try TinyModel.load("llama").longestShortSequence == nil)
        for (length, count, rest) in [(20, 18, 3), (20, 18, 20), (40, 18, 3), (40, 30, 10)] {
            let source = try model.makeSession()
            try source.prefill(Array(Self.tokens.prefix(length)))
            let copy = try source.copy(of: count, capacity: 100)
            try copy.prefill(Array(Self.tokens[60..<60 + rest]))
            let fresh = try model.makeSession()
            try fresh.prefill(Array(Self.tokens.prefix(count)) + Array(Self.tokens[60..<60 + rest]))
            #expect(copy.lastLogits == fresh.lastLogits)
        }
    }

    @Test func `a prompt in pieces that tells its length is turned as a long one at once`() throws {
        let model = try TinyModel.load("phi3")
        let session = try model.makeSession()
        var steps = 0
        for start in stride(from: 0, to: 40, by: 10) {
            var batch = Batch()
            batch.append(session, Array(Self.tokens[start..<start + 10]), finalLength: 40)
            // Between its layers, and no more often: nothing is computed anew.
            try model.step(batch) {
                steps += 1
                return false
            }
        }
        #expect(steps <= 4 * (TinyModel.layers + 1))
        let whole = try model.makeSession()
        try whole.prefill(Array(Self.tokens.prefix(40)))
        #expect(session.lastLogits == whole.lastLogits)
    }

    @Test func `a copy that does not fit is refused, and one of what is not there is what there is`() throws {
        let model = try TinyModel.load("llama")
        let session = try model.makeSession()
        try session.prefill([1, 2, 3])
        #expect(throws: EngineError.self) { try session.copy(of: 3, capacity: 2) }
        #expect(try session.copy(of: 10, capacity: 20).tokens == [1, 2, 3])
        #expect(try session.copy(of: -1, capacity: 20).tokens == [])
        session.dropLogits()
        #expect(session.logitRowCount == 0)
        try session.decode(4)
        #expect(session.logitRowCount == 1)
    }
}
