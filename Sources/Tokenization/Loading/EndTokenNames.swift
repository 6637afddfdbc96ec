/// Tokens that end an answer, by how they are spelled: files tend to name but one of theirs.
enum EndTokenNames {
    static let all: Set<String> = [
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<end_of_turn>", "<|endoftext|>",
        "<|end_of_text|>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "<｜end▁of▁sentence｜>",
        "<end_of_utterance>", "<eos>", "<|eot|>", "<|eom|>", "<turn|>",
    ]
}
