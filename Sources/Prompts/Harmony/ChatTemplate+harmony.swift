internal import Foundation
import JSON

/// Chats with gpt-oss where the file carries no template of its own.
enum HarmonyChat {
    static func prompt(
        _ turns: [ChatTemplate.Turn],
        tools: [JSONValue],
        effort: String?,
        addsGenerationPrompt: Bool
    ) -> String {
        let system = HarmonyContent.system(
            date: JinjaDate.text("%Y-%m-%d", of: Date()),
            effort: HarmonyEffort.nearest(effort ?? "medium"),
            hasFunctions: !tools.isEmpty
        )
        var messages = [HarmonyMessage("system", system)]
        let leading = turns.prefix { $0.role == "system" }
        if !leading.isEmpty || !tools.isEmpty {
            let instructions = leading.map(\.content).joined(separator: "\n\n")
            let content = HarmonyContent.developer(instructions: leading.isEmpty ? nil : instructions, tools: tools)
            messages.append(HarmonyMessage("developer", content))
        }
        let rest = Array(turns.dropFirst(leading.count))
        // Thoughts that led to an answer are not read again.
        let answered = rest.lastIndex { $0.role == "assistant" && $0.calls.isEmpty } ?? -1
        for (index, turn) in rest.enumerated() {
            messages += turn.harmonyMessages(keepsThoughts: index > answered)
        }
        let prompt = messages.prompt
        return addsGenerationPrompt ? prompt : String(prompt.dropLast("<|start|>assistant".count))
    }
}

extension ChatTemplate.Turn {
    fileprivate func harmonyMessages(keepsThoughts: Bool) -> [HarmonyMessage] {
        switch role {
        case "system": return [HarmonyMessage("developer", HarmonyContent.developer(instructions: content, tools: []))]
        case "tool":
            return [HarmonyMessage("functions." + (name ?? "tool"), to: "assistant", channel: "commentary", content)]
        case "assistant":
            var messages: [HarmonyMessage] = []
            if keepsThoughts, let reasoning, !reasoning.isEmpty {
                messages.append(HarmonyMessage("assistant", channel: "analysis", reasoning))
            }
            if !content.isEmpty || calls.isEmpty {
                let channel = calls.isEmpty ? "final" : "commentary"
                messages.append(HarmonyMessage("assistant", channel: channel, content))
            }
            return messages
                + calls.map { call in
                    let arguments = call.arguments.string ?? call.arguments.text
                    return HarmonyMessage(
                        "assistant",
                        to: "functions." + call.name,
                        channel: "commentary",
                        contentType: "<|constrain|>json",
                        arguments
                    )
                }
        default: return [HarmonyMessage(role, content)]
        }
    }
}
