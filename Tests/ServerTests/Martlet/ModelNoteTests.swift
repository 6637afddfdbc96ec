import Gateway
import JSON
import Providers
import Testing

@testable import Server

/// What is to be known of a model stands where it is listed.
struct ModelNoteTests {
    private var catalog: Catalog {
        var martlet = ModelInfo(id: "martlet")
        martlet.note = "comes with it"
        var native = ProviderState(
            name: "native",
            type: "native",
            status: .healthy,
            features: [],
            models: [ModelInfo(id: "tale"), martlet]
        )
        native.yieldsNames = true
        let own = ProviderState(
            name: "stories",
            type: "native",
            status: .healthy,
            features: [],
            models: [ModelInfo(id: "tale")]
        )
        return Catalog(providers: [own, native])
    }

    @Test func `a provider's notes stand by its models' names`() throws {
        let json = try JSONValue(parsing: ProviderListEndpoint.body(catalog))
        #expect(json["providers"]?.array?[0]["notes"] == nil)
        #expect(json["providers"]?.array?[1]["notes"] == ["martlet": "comes with it"])
    }

    @Test func `a bare name that two have is the configured provider's`() {
        let names = ModelNames(catalog)
        #expect(names["martlet"]?.note == "comes with it")
        #expect(names["native/martlet"]?.note == "comes with it")
        #expect(names["tale"]?.provider == "stories")
        #expect(names["native/tale"]?.provider == "native")
    }
}
