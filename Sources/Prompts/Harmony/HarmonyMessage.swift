/// A message as gpt-oss reads and writes them: by whom, to whom, in which channel.
package struct HarmonyMessage: Sendable, Equatable {
    /// `system`, `developer`, `user`, `assistant`, or a tool's name (`functions.add`).
    package var author: String
    package var recipient: String?
    /// `analysis`, `commentary` or `final`, of what the assistant says and is told by tools.
    package var channel: String?
    package var contentType: String?
    package var content: String

    package init(
        _ author: String,
        to recipient: String? = nil,
        channel: String? = nil,
        contentType: String? = nil,
        _ content: String
    ) {
        self.author = author
        self.recipient = recipient
        self.channel = channel
        self.contentType = contentType
        self.content = content
    }

    package var text: String {
        var text = "<|start|>" + author
        if let recipient, recipient != "all" { text += " to=" + recipient }
        if let channel { text += "<|channel|>" + channel }
        if let contentType { text += " " + contentType }
        let isCall = author == "assistant" && recipient != nil
        return text + "<|message|>" + content + (isCall ? "<|call|>" : "<|end|>")
    }
}

extension [HarmonyMessage] {
    /// The conversation up to where the assistant's next message begins.
    ///
    /// What was thought before the first final answer is dropped, once the last word of the assistant was a final one.
    package var prompt: String {
        let isFinal = last { $0.author == "assistant" }?.channel == "final"
        let answered = isFinal ? firstIndex { $0.channel == "final" } ?? 0 : 0
        let kept = enumerated().filter { $0.offset >= answered || $0.element.channel != "analysis" }
        return kept.map(\.element.text).joined() + "<|start|>assistant"
    }
}
