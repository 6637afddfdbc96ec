import Curriculum
import Testing

@Suite struct ExampleTests {
    @Test func `a role is written as chats write it`() {
        #expect(Example.Role(rawValue: "assistant") == .assistant)
    }
}
