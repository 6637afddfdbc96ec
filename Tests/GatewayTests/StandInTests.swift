import Testing

@testable import Gateway

/// The model that comes with the program answers where nothing else is there, and in nobody's place.
@Suite struct StandInTests {
    private func native(_ models: [String] = ["martlet"]) -> RouteTable.Entry {
        var entry = RouteTable.Entry(name: "native", defaultModel: nil, models: models)
        entry.standIn = "martlet"
        entry.yieldsNames = true
        return entry
    }

    private func ollama(_ models: [String], isUp: Bool = true) -> RouteTable.Entry {
        RouteTable.Entry(name: "ollama", defaultModel: nil, models: models, isUp: isUp)
    }

    @Test func `with nothing else it is what default means`() throws {
        let table = RouteTable([ollama([], isUp: false), native()], plan: RoutePlan())
        #expect(try table.resolve("default").map(\.id.description) == ["native/martlet"])
        #expect(try table.resolve("native").map(\.id.description) == ["native/martlet"])
        #expect(try table.resolve("martlet").map(\.id.description) == ["native/martlet"])
    }

    @Test(arguments: [true, false])
    func `any other model goes before it, reached or not`(isUp: Bool) throws {
        let table = RouteTable([native(), ollama(["mistral:7b"], isUp: isUp)], plan: RoutePlan())
        #expect(try table.resolve("default").map(\.id.description) == ["ollama/mistral:7b"])
        #expect(try table.resolve("native/martlet").map(\.id.description) == ["native/martlet"])
    }

    @Test func `the user's own files go before it, and what only embeds does not`() throws {
        #expect(
            try RouteTable([native(["mine", "martlet"])], plan: RoutePlan()).resolve("default").first?.id.model
                == "mine"
        )
        var entry = native(["minilm", "martlet"])
        entry.embedders = ["minilm"]
        #expect(try RouteTable([entry], plan: RoutePlan()).resolve("default").first?.id.model == "martlet")
    }

    @Test func `who has chosen a backend that has no models is not answered by it`() {
        let chosen = RoutePlan(active: RouteTarget(provider: "ollama", model: nil))
        for models in [["martlet"], ["mine", "martlet"]] {
            let table = RouteTable([ollama([], isUp: false), native(models)], plan: chosen)
            let error = #expect(throws: GatewayError.self) { try table.resolve("default") }
            #expect(error?.status == 503)
        }
        let ordered = RouteTable([ollama([]), native()], plan: RoutePlan(fallbackOrder: ["ollama"]))
        #expect(throws: GatewayError.self) { try ordered.resolve("default") }
    }

    @Test func `who names it in the fallback order has it`() throws {
        let table = RouteTable([ollama([]), native()], plan: RoutePlan(fallbackOrder: ["ollama", "native"]))
        #expect(try table.resolve("default").map(\.id.description) == ["native/martlet"])
    }

    @Test func `a bare name is the configured provider's before it is the models directory's`() throws {
        let own = RouteTable.Entry(name: "stories", defaultModel: "tale", models: ["tale"])
        let table = RouteTable([own, native(["tale", "martlet"])], plan: RoutePlan())
        #expect(try table.resolve("tale").map(\.id.description) == ["stories/tale"])
        #expect(try table.resolve("native/tale").map(\.id.description) == ["native/tale"])
    }
}
