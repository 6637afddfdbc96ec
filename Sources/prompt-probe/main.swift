// Renders templates for comparison with their peers: reads lines of JSON ({"template", "values"}), and writes a line of
// JSON for each ({"text"} or {"error"}).

import JSON
import Prompts

func answer(_ line: String) -> [String: JSONValue] {
    do throws(any Error) {
        let request = try JSONValue(parsing: Array(line.utf8))
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
