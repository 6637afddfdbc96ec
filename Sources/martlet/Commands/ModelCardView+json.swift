import Downloads
import JSON
import ModelFiles

extension ModelCardView {
    static func write(
        _ card: ModelCard,
        _ record: ModelRecord? = nil,
        tensors: Bool,
        metadata: Bool,
        to json: inout JSONWriter
    ) {
        json.object { json in
            write(card, to: &json)
            if let record { json.member("provenance", RawJSON(record.provenance)) }
            json.member("types") { json in
                json.array { json in for share in card.shares { json.element { write(share, to: &$0) } } }
            }
            json.member("memory") { json in
                json.array { json in for estimate in card.memory { json.element { write(estimate, to: &$0) } } }
            }
            json.member("unused_tensors", card.file.unusedTensors.sorted())
            if metadata {
                let values = card.file.metadata
                json.member("metadata") { json in
                    json.object { json in for key in values.keys { json.member(key, ifPresent: values.text(key)) } }
                }
            }
            if tensors {
                json.member("tensors") { json in
                    json.array { json in for tensor in card.file.tensors { json.element { write(tensor, to: &$0) } } }
                }
            }
        }
    }

    private static func write(_ card: ModelCard, to json: inout JSONWriter) {
        let model = card.file.description
        json.member("path", card.file.path)
        switch card.file.format {
        case .gguf(let version):
            json.member("format", "gguf")
            json.member("version", version)
        case .safetensors: json.member("format", "safetensors")
        }
        json.member("name", ifPresent: model.name)
        json.member("architecture", model.architecture.rawValue)
        json.member("licence", ifPresent: model.licence)
        json.member("parameters", card.parameterCount)
        json.member("size", card.fileBytes)
        json.member("files", card.fileCount)
        json.member("quantization", card.quantisation)
        json.member("bits_per_weight", card.bitsPerWeight)
        json.member("context_length", model.contextLength)
        json.member("sliding_window", ifPresent: model.slidingWindow)
        json.member("embedding_length", model.embeddingLength)
        json.member("layers", model.layerCount)
        json.member("feed_forward_length", model.feedForwardLength)
        json.member("heads", model.headCount)
        json.member("key_value_heads", model.keyValueHeadCount)
        json.member("head_size", model.headSize)
        json.member("experts", model.expertCount)
        json.member("experts_used", model.expertsUsed)
        json.member("rotary_base", model.rotaryBase)
        json.member("vocabulary", model.vocabularySize)
        json.member("tokenizer", ifPresent: card.tokenizer)
        json.member("chat_template", card.hasChatTemplate)
    }

    private static func write(_ share: ModelCard.Share, to json: inout JSONWriter) {
        json.object { json in
            json.member("type", share.type.name)
            json.member("tensors", share.tensorCount)
            json.member("weights", share.weightCount)
            json.member("bytes", share.byteCount)
        }
    }

    private static func write(_ estimate: MemoryEstimate, to json: inout JSONWriter) {
        json.object { json in
            json.member("context", estimate.context)
            json.member("weights", estimate.weights)
            json.member("cache", estimate.cache)
            json.member("buffers", estimate.buffers)
            json.member("vocabulary", estimate.vocabulary)
            json.member("total", estimate.total)
        }
    }

    private static func write(_ tensor: TensorInfo, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", tensor.name)
            json.member("type", tensor.type.name)
            json.member("shape", tensor.shape)
            json.member("bytes", tensor.byteCount)
        }
    }
}
