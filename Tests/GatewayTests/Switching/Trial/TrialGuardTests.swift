import Testing

@testable import Gateway

@Suite struct TrialGuardTests {
    @Test func `guards are read as people write them`() throws {
        let guards = try TrialGuard.parse(" error_rate<1%,p95 < 1.5x, total_p99<800ms,p50<2s,error_rate<2x")
        #expect(guards.map(\.text) == ["error_rate<1%", "p95<1.5x", "total_p99<800ms", "p50<2s", "error_rate<2x"])
        #expect(guards[0].limit == .part(0.01))
        #expect(guards[1].measure == .firstToken(percentile: 0.95) && guards[1].limit == .times(1.5))
        #expect(guards[2].measure == .total(percentile: 0.99) && guards[2].limit == .time(.milliseconds(800)))
        #expect(guards[3].limit == .time(.seconds(2)))
    }

    @Test(arguments: [
        ("", 0), ("errors<1%", 0), ("error_rate", 10), ("error_rate>1%", 10), ("error_rate<", 11),
        ("error_rate<0%", 11),
        ("error_rate<1", 12), ("error_rate<1ms", 12), ("p95<1.5", 7), ("p95<10%", 6), ("p0<1x", 0),
        ("p95<1x p99<2x", 7),
        ("p95<1x,", 7), ("p95<1..2x", 4), ("p100<1x", 0), ("p95<1e9x", 5),
    ])
    func `what is no guard is shown with its place`(text: String, place: Int) {
        let error = #expect(throws: TrialGuardError.self) { try TrialGuard.parse(text) }
        #expect(error?.place == place)
    }

    @Test func `any text is read or refused`() {
        var state: UInt64 = 7
        let pieces = ["error_rate", "p", "95", "<", "1", ".", "%", "x", "ms", ",", " ", "é", "\n", "total_", "9e9"]
        for _ in 0..<5000 {
            var text = ""
            for _ in 0..<8 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int(state >> 33) % pieces.count]
            }
            do { #expect(try !TrialGuard.parse(text).isEmpty) } catch {
                #expect(error.place <= error.text.count)
            }
        }
    }
}
