/// How a new model is tried before everybody gets it.
package struct TrialPlan: Sendable, Equatable {
    /// The part of the requests that goes to it at first, from 0 to 1; nil: none.
    package var share: Double?
    /// Whether copies of requests go to it before, whose answers nobody sees.
    package var shadows: Bool
    package var time: Duration
    package var guards: [TrialGuard]

    package init(
        share: Double?,
        shadows: Bool = false,
        time: Duration = .seconds(600),
        guards: [TrialGuard] = TrialGuard.usual
    ) {
        self.share = share
        self.shadows = shadows
        self.time = time
        self.guards = guards
    }

    /// A part of a trial: so many of the requests, for so long.
    struct Step: Sendable, Equatable {
        var share: Double
        var time: Duration
    }

    /// From the first share to half of the requests, each step at least twice the one before, all equally long; a
    /// shadowed step, where there is one, comes first.
    var steps: [Step] {
        var shares: [Double] = shadows ? [0] : []
        if var next = share {
            while next < 0.5 {
                shares.append(next)
                next = next < 0.1 ? max(0.1, next * 2) : next < 0.25 ? 0.25 : 0.5
            }
            shares.append(min(next, 1))
        }
        return shares.map { Step(share: $0, time: time / shares.count) }
    }
}
