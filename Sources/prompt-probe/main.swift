// Renders templates and conversations for comparison with their peers: reads lines of JSON ({"template", "values"} or
// {"harmony"}), and writes a line of JSON for each ({"text"} or {"error"}).

import JSON
import Prompts

/// A message of a conversation with gpt-oss, whose content is given or to be made.
func message(_ given: JSONValue) -> HarmonyMessage {
    var content = given["content"]?.string ?? ""
    if let system = given["system"] {
        content = HarmonyContent.system(
            date: system["date"]?.string,
            effort: system["effort"]?.string ?? "medium",
            hasFunctions: system["has_functions"]?.bool ?? false
        )
    } else if let developer = given["developer"] {
        content = HarmonyContent.developer(
            instructions: developer["instructions"]?.string,
            tools: developer["tools"]?.array ?? []
        )
    }
    return HarmonyMessage(
        given["author"]?.string ?? "user",
        to: given["to"]?.string,
        channel: given["channel"]?.string,
        contentType: given["content_type"]?.string,
        content
    )
}

func answer(_ line: String) -> [String: JSONValue] {
    do throws(any Error) {
        let request = try JSONValue(parsing: Array(line.utf8))
        if let messages = request["harmony"]?.array { return ["text": .string(messages.map(message).prompt)] }
        let template = try JinjaTemplate(request["template"]?.string ?? "")
        var values: [String: JinjaValue] = [:]
        if case .object(let members)? = request["values"] {
            for (name, value) in members { values[name] = JinjaValue(value) }
        }
        if let count = request["repeat"]?.int {
            let clock = ContinuousClock()
            var times: [Duration] = []
            for _ in 0..<count { times.append(try clock.measure { _ = try template.render(values) }) }
            let median = times.sorted()[count / 2]
            return ["microseconds": .double(Double(median.components.attoseconds) / 1e12)]
        }
        return ["text": .string(try template.render(values))]
    } catch let error as JinjaError {
        return ["error": .string(error.description), "kind": .string(error.kind.rawValue)]
    } catch {
        return ["error": .string("\(error)")]
    }
}

while let line = readLine() {
    var members = JSONObject()
    for (key, value) in answer(line) { members[key] = value }
    print(JSONValue.object(members).text)
}
