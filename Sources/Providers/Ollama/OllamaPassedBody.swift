import Configuration
import JSON

/// A body of Ollama's own dialect on its way through: the client's bytes with the model's name replaced, and what is
/// configured added where the client says nothing.
struct OllamaPassedBody {
    let bytes: [UInt8]

    init(_ body: RawJSON, request: GenerateRequest, settings: ProviderSettings) {
        // Go compares names without regard to case, and takes the last: no second `model` may stand behind ours.
        var members: [(key: String, value: RawJSON)] = []
        var own: [(key: String, value: RawJSON)] = []
        var keepsAlive = false
        for (written, value) in body.members {
            let name = plain(written).lowercased()
            switch name {
            case "model", "stream": break
            case "options": own = value.members.map { (key: plain($0.key), value: $0.value) }
            default:
                if name == "keep_alive" {
                    if value.text == "null" { continue }
                    keepsAlive = true
                }
                members.append((plain(written), value))
            }
        }
        let options = OllamaOptions(request, settings: settings).under(own)
        var json = JSONWriter(reservingCapacity: body.bytes.count + 256)
        json.object { json in
            json.member("model", request.model)
            for (key, value) in members { json.member(key, value) }
            json.member("stream", request.stream)
            options.write(to: &json)
            if !keepsAlive, let configured = request.keepAlive ?? settings.keepAlive.map(KeepAlive.init(configured:)) {
                json.member("keep_alive", configured)
            }
        }
        bytes = json.finish()
    }
}

/// A member's name without its escapes.
private func plain(_ written: String) -> String {
    guard written.utf8.contains(UInt8(ascii: "\\")) else { return written }
    return (try? JSONValue(parsing: Array("\"\(written)\"".utf8)))?.string ?? written
}
