import Engine
import ModelFiles
import Testing

/// What holds for every architecture, whichever way a text goes through the model.
struct ForwardTests {
    static let tokens: [Int] = {
        var random = SmallRandom(seed: 3)
        return random.tokens(45)
    }()

    @Test(arguments: TinyModel.generators, [TensorType.f32, .q8_0])
    func `a prompt at once gives the bits of its tokens one by one`(_ kind: String, _ type: TensorType) throws {
        let model = try TinyModel.load(kind, type: type)
        let whole = try model.makeSession()
        try whole.prefill(Self.tokens)
        let single = try model.makeSession()
        for token in Self.tokens { try single.decode(token) }
        #expect(whole.lastLogits == single.lastLogits)
        #expect(!whole.lastLogits.contains { !$0.isFinite })
        #expect(Set(whole.lastLogits).count > 10)
    }

    @Test(arguments: TinyModel.generators)
    func `the size of a prompt's steps does not show`(_ kind: String) throws {
        let whole = try TinyModel.load(kind).makeSession()
        let parts = try TinyModel.load(kind, batch: 7).makeSession()
        try whole.prefill(Self.tokens)
        try parts.prefill(Self.tokens)
        #expect(whole.lastLogits == parts.lastLogits)
    }

    @Test(arguments: TinyModel.generators, [TensorType.f32, .q4_0])
    func `the number of threads does not show`(_ kind: String, _ type: TensorType) throws {
        let one = try TinyModel.load(kind, type: type).makeSession()
        try one.prefill(Self.tokens)
        try one.decode(5)
        for threads in [2, 4] {
            let many = try TinyModel.load(kind, type: type, threads: threads).makeSession()
            try many.prefill(Self.tokens)
            try many.decode(5)
            #expect(many.lastLogits == one.lastLogits, "\(threads) threads")
        }
    }

    @Test(arguments: TinyModel.generators, [1, 2])
    func `sessions in one step do not show to each other`(_ kind: String, _ threads: Int) throws {
        let model = try TinyModel.load(kind, type: .q8_0, threads: threads)
        let starts = [3, 11, 1, 22]
        var alone: [[Float]] = []
        for start in starts {
            let session = try model.makeSession()
            try session.prefill(Array(Self.tokens[..<start]))
            try session.prefill(Array(Self.tokens[start..<(start + 4)]))
            alone.append(session.lastLogits)
        }
        var batch = Batch()
        var together: [Session] = []
        for start in starts {
            let session = try model.makeSession()
            try session.prefill(Array(Self.tokens[..<start]))
            batch.append(session, Array(Self.tokens[start..<(start + 4)]))
            together.append(session)
        }
        try model.step(batch)
        #expect(together.map(\.lastLogits) == alone)
    }

    @Test(arguments: TinyModel.generators)
    func `the logits of all tokens are those of each prefix`(_ kind: String) throws {
        let model = try TinyModel.load(kind, threads: 2)
        var rows: [[Float]] = []
        // A short text, all of which is turned alike where long ones are turned otherwise.
        let text = Array(Self.tokens.prefix(20))
        try model.makeSession().prefillAll(text) { index, logits in
            #expect(index == rows.count)
            rows.append(logits.indices.map { logits[$0] })
        }
        let session = try model.makeSession()
        for (index, token) in text.enumerated() {
            try session.decode(token)
            #expect(session.lastLogits == rows[index])
        }
    }

    @Test(arguments: TinyModel.generators)
    func `what was cut off leaves no trace`(_ kind: String) throws {
        let model = try TinyModel.load(kind)
        let session = try model.makeSession()
        try session.prefill(Self.tokens)
        try session.truncate(to: 10)
        #expect(session.position == 10)
        #expect(session.logitRowCount == 0)
        #expect(session.tokens == Array(Self.tokens[..<10]))
        let other = Array(Self.tokens.reversed().prefix(9))
        try session.prefill(other)
        let fresh = try model.makeSession()
        try fresh.prefill(Array(Self.tokens[..<10]) + other)
        #expect(session.lastLogits == fresh.lastLogits)
    }

    @Test(arguments: TinyModel.generators)
    func `a cache of halves is near one of floats`(_ kind: String) throws {
        let exact = try TinyModel.load(kind, cache: .f32).makeSession()
        let halves = try TinyModel.load(kind, cache: .f16).makeSession()
        try exact.prefill(Self.tokens)
        try halves.prefill(Self.tokens)
        #expect(distance(exact.lastLogits, halves.lastLogits) < 2e-3)
        #expect(exact.lastLogits != halves.lastLogits)
    }

    @Test(arguments: TinyModel.encoders, [1, 2])
    func `texts embedded together are those embedded alone`(_ kind: String, _ threads: Int) throws {
        let model = try TinyModel.load(kind, threads: threads)
        let texts = [Self.tokens, Array(Self.tokens.prefix(1)), Array(Self.tokens.suffix(7))]
        let together = try model.embed(texts)
        let alone = try texts.map { try model.embed([$0])[0] }
        #expect(together == alone)
        for row in together { #expect(abs(row.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5) }
        #expect(together[0] != together[2])
    }

    @Test(arguments: TinyModel.generators)
    func `models of text embed as well, in one step or several`(_ kind: String) throws {
        let whole = try TinyModel.load(kind).embed([Self.tokens], pooling: .last)
        let parts = try TinyModel.load(kind, batch: 7).embed([Self.tokens], pooling: .last)
        #expect(whole == parts)
    }

    @Test func `an encoder sees what comes after`() throws {
        let model = try TinyModel.load("bert")
        var changed = Self.tokens
        changed[changed.count - 1] = (changed[changed.count - 1] + 1) % TinyModel.vocabulary
        let first = try model.embed([Self.tokens], pooling: .first)
        let other = try model.embed([changed], pooling: .first)
        #expect(first != other)
        let mean = try model.embed([Self.tokens], pooling: .mean)
        #expect(first != mean)
    }

    @Test func `a window forgets what is behind it`() throws {
        // Three layers of nine positions each see back 24 positions.
        let model = try TinyModel.load("mistral")
        let first = try model.makeSession()
        try first.prefill(Self.tokens)
        let second = try model.makeSession()
        var changed = Self.tokens
        changed[0] = (changed[0] + 1) % TinyModel.vocabulary
        try second.prefill(changed)
        #expect(first.lastLogits == second.lastLogits)
        changed[40] = (changed[40] + 1) % TinyModel.vocabulary
        let third = try model.makeSession()
        try third.prefill(changed)
        #expect(first.lastLogits != third.lastLogits)
    }
}

/// How far apart two rows are, as a part of the first's length.
func distance(_ a: [Float], _ b: [Float]) -> Double {
    var apart = 0.0
    var length = 0.0
    for (x, y) in zip(a, b) {
        apart += Double(x - y) * Double(x - y)
        length += Double(x) * Double(x)
    }
    return (apart / length).squareRoot()
}
