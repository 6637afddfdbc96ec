import Engine
import Logging
import Synchronization
import Tokenization

/// A loaded model's work, step by step: what `StepPlanner` chooses is computed, and the tokens go to their answers.
///
/// One thread's alone. An answer whose reader has left is dropped between two steps; a step that only such answers wait
/// for is called off.
final class ModelSteps {
    private let model: Engine.LoadedModel
    private let text: NativeText
    private let runner: ModelRunner
    private var planner: StepPlanner
    private var sessions: SessionStore
    private var choices: [Int: RunningChoice] = [:]
    /// Those of which nothing has been read yet: they have no memory.
    private var waiting: [Int: (answer: RunningAnswer, index: Int, prompt: [Int])] = [:]
    private var lastID = 0

    init(
        _ model: Engine.LoadedModel,
        _ text: NativeText,
        _ limits: StepPlanner.Limits,
        _ caches: SequenceCaches.Limits,
        _ runner: ModelRunner
    ) {
        self.model = model
        self.text = text
        self.runner = runner
        planner = StepPlanner(limits)
        sessions = SessionStore(model, caches)
    }

    /// Returns when the model shall leave.
    func run() {
        while true {
            welcome()
            dropAbandoned()
            dropExpired()
            giveBack()
            let step = nextStep()
            let embedding = runner.nextEmbedding()
            if let embedding, embedding.work(model) { runner.embeddingEnded() }
            if !step.isEmpty {
                carryOut(step)
                continue
            }
            if embedding != nil { continue }
            runner.note(sessions.usage)
            if planner.isIdle {
                runner.note(buffers: model.memory.buffers)
                if runner.waitForWork() { return }
            } else {
                // Every reader is slower than the model.
                runner.wait(until: planner.nextDeadline)
            }
        }
    }

    // MARK: Coming and going

    private func welcome() {
        for answer in runner.takeArrivals() {
            for index in 0..<answer.completion.choiceCount {
                lastID += 1
                let prompt = answer.completion.prompt(ofChoice: index).tokens
                waiting[lastID] = (answer, index, prompt)
                let sequence = StepPlanner.Sequence(
                    lastID,
                    of: answer.client,
                    prompt: prompt.count,
                    positions: answer.completion.positions(forPrompt: prompt.count),
                    piece: answer.completion.scoresPrompt ? Self.scoredPiece : .max,
                    // Its first choice begins before the others: of an answer that has begun, none is too late.
                    deadline: index == 0 ? answer.deadline : nil
                )
                _ = planner.add(sequence)
            }
        }
    }

    /// Tokens whose logits are all computed in one step: a row of them has a number for each token of the vocabulary.
    private static let scoredPiece = 32

    /// What to compute next. Sequences whose prompts come to be read get their sessions here: as late as can be, since what
    /// others have read until then need not be read again.
    private func nextStep() -> StepPlanner.Step {
        _ = planner.start(now: .now)
        while true {
            let step = planner.plan()
            guard let new = step.reading.first(where: { choices[$0.id] == nil }) else { return step }
            open(new.id, mayWait: true)
        }
    }

    private func open(_ id: Int, mayWait: Bool) {
        guard let (answer, index, prompt) = waiting[id] else { return planner.remove(id, now: .now) }
        let completion = answer.completion
        do throws(EngineError) {
            let opening = try sessions.open(
                id,
                prompt,
                capacity: completion.contextLength,
                shares: !completion.scoresPrompt,
                mayWait: mayWait,
                reading: planner.tokensReadInASecond
            )
            switch opening {
            case .wait(let other, let read):
                let length = choices[other]?.prompt.count ?? 0
                if !planner.hold(id, until: other, hasLeft: length - read) { open(id, mayWait: false) }
            case .opened(let session, let shared):
                choices[id] = try choice(index, of: answer, prompt, session)
                waiting[id] = nil
                planner.skip(id, shared)
                answer.countShared(shared, ofChoice: index)
                answer.begin()
            }
        } catch {
            fail(answer, ProviderError(error))
        }
    }

    private func choice(
        _ index: Int,
        of answer: RunningAnswer,
        _ prompt: [Int],
        _ session: Session
    ) throws(EngineError) -> RunningChoice {
        let completion = answer.completion
        var parameters = completion.sampling
        parameters.seed = parameters.seed.map { $0 &+ UInt64(index) }
        return RunningChoice(
            answer: answer,
            index: index,
            prompt: prompt,
            echo: completion.echoes ? completion.prompt(ofChoice: index).text : nil,
            session: session,
            positions: completion.positions(forPrompt: prompt.count),
            sampler: try Sampler(parameters),
            text: ChoiceText(index, of: completion, text),
            constraint: completion.constraint
        )
    }

    private func dropAbandoned() {
        for (id, choice) in choices {
            if choice.answer.channel.isAbandoned {
                end(id)
            } else {
                planner.pause(id, !choice.answer.channel.hasRoom)
            }
        }
        for (id, choice) in waiting where choice.answer.channel.isAbandoned { end(id) }
    }

    /// Who has waited too long is told so, and when to come again.
    private func dropExpired() {
        for id in planner.takeExpired(now: .now) {
            guard let answer = waiting[id]?.answer else { continue }
            var error = ProviderError(
                .overloaded,
                "waited \(answer.completion.patience.components.seconds) s for its turn, with \(planner.activeCount) answers "
                    + "being made: ask again later"
            )
            error.retryAfter = RetryAdvice.after(planner.expectedWait(places: planner.queuedCount + 1))
            fail(answer, error)
        }
    }

    /// What is kept gives way where another model needs the memory.
    private func giveBack() {
        guard let positions = runner.takeTrim() else { return }
        sessions.trim(to: positions)
        runner.trimmed(sessions.usage)
    }

    private func end(_ id: Int) {
        waiting[id] = nil
        choices[id] = nil
        sessions.close(id)
        planner.remove(id, now: .now)
        runner.choicesEnded(1, pace: planner.expectedWait(places: 1))
    }

    /// Ends all choices of an answer.
    private func fail(_ answer: RunningAnswer, _ error: ProviderError) {
        answer.fail(error)
        for (id, choice) in choices where choice.answer === answer { end(id) }
        for (id, choice) in waiting where choice.answer === answer { end(id) }
    }

    // MARK: A step

    private func carryOut(_ step: StepPlanner.Step) {
        var batch = Batch()
        for id in step.making {
            guard let choice = choices[id], let token = choice.last else { continue }
            batch.append(choice.session, [token])
        }
        for piece in step.reading {
            guard let choice = choices[piece.id] else { continue }
            let start = choice.session.position
            let tokens = Array(choice.prompt[start..<min(start + piece.count, choice.prompt.count)])
            let isScored = choice.answer.completion.scoresPrompt
            batch.append(
                choice.session,
                tokens,
                logits: isScored ? .all : piece.isLast ? .last : .none,
                finalLength: choice.prompt.count
            )
        }
        // Reading a prompt is what takes long: where nobody waits for that any more, the others' tokens are made anew.
        let waited = (step.reading.isEmpty ? step.making : step.reading.map(\.id)).compactMap {
            choices[$0]?.answer.channel
        }
        let began = ContinuousClock.now
        do throws(EngineError) {
            try model.step(batch) { waited.allSatisfy(\.isAbandoned) }
        } catch {
            if error.code != .cancelled { stepFailed(step, error) }
            return
        }
        planner.carriedOut(step, in: ContinuousClock.now - began)
        for id in step.making { sessions.grow(id, by: 1) }
        for piece in step.reading { sessions.grow(piece.id, by: piece.count) }
        sessions.trim()
        runner.note(sessions.usage)
        for piece in step.reading { choices[piece.id]?.scorePrompt(piece.count, text) }
        var touched: [RunningAnswer] = []
        for id in step.making + step.reading.filter(\.isLast).map(\.id) {
            guard let answer = choices[id]?.answer else { continue }
            makeToken(id)
            if !touched.contains(where: { $0 === answer }) { touched.append(answer) }
        }
        for answer in touched where !answer.flush() {
            for (id, choice) in choices where choice.answer === answer { planner.pause(id, true) }
        }
    }

    private func makeToken(_ id: Int) {
        guard var choice = choices[id] else { return }
        do throws(EngineError) {
            let reason = try choice.makeToken(text)
            if let reason { choice.finish(reason) }
            choices[id] = choice
            if reason != nil { end(id) }
        } catch {
            fail(choice.answer, ProviderError(error))
        }
    }

    /// All that took part in it end; who waits for a turn is not touched.
    private func stepFailed(_ step: StepPlanner.Step, _ error: EngineError) {
        Log.error("native", "a step failed: \(error)", ["model": .string(runner.key.path)])
        for id in step.making + step.reading.map(\.id) {
            guard let answer = choices[id]?.answer else { continue }
            fail(answer, ProviderError(error))
        }
    }
}

extension ProviderError {
    init(_ error: EngineError) {
        switch error.code {
        case .contextFull: self.init(.contextTooLong, error.message)
        case .badToken, .badParameter: self.init(.badRequest, error.message)
        case .wrongUse, .badModel: self.init(.unsupported, error.message)
        case .noResources: self.init(.overloaded, error.message)
        case .cancelled: self.init(.cancelled, error.message)
        case .badBatch, .busy, .notANumber: self.init(.internal, "the built-in engine: \(error.message)")
        }
    }
}
