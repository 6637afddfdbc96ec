/// What a reader of a pull has yet to be told, in order. Of a file only the newest: a slow reader costs no memory.
struct StepBuffer: Sendable, Equatable {
    private(set) var steps: [PullStep] = []

    mutating func add(_ step: PullStep) {
        if let place = steps.lastIndex(where: { step.supersedes($0) }) {
            steps[place] = step
        } else {
            steps.append(step)
        }
    }

    mutating func take() -> PullStep? { steps.isEmpty ? nil : steps.removeFirst() }
}
