"""Tokenizers to compare on: vocabularies of GGUF files as other programs' files, and small ones that are trained here."""

import base64
import json
import pathlib

import gguf
import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
LINES = r"[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
HEAD, TAIL = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
LEAD = r"[^\r\n\p{L}\p{N}]?"
CASED_END = r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
PATTERNS = {
    "gpt-2": r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    "llama-bpe": CONTRACTIONS + "|" + LEAD + r"\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+" + LINES,
    "qwen2": CONTRACTIONS + "|" + LEAD + r"\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+" + LINES,
    "qwen35": CONTRACTIONS + "|" + LEAD + r"[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+" + LINES,
    "gpt-4o": f"{LEAD}{HEAD}*{TAIL}+{CONTRACTIONS}?|{LEAD}{HEAD}+{TAIL}*{CONTRACTIONS}?|" + r"\p{N}{1,3}" + CASED_END,
    "tekken": f"{LEAD}{HEAD}*{TAIL}+|{LEAD}{HEAD}+{TAIL}*|" + r"\p{N}" + CASED_END,
}


def byte_characters():
    """GPT-2's characters of the bytes."""
    seen = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in seen]
    return {**{byte: chr(byte) for byte in seen}, **{byte: chr(256 + n) for n, byte in enumerate(hidden)}}


def fields(path):
    reader = gguf.GGUFReader(path)
    return {key: field.contents() for key, field in reader.fields.items() if key.startswith("tokenizer.ggml")}


def rebuilt(path):
    """The tokenizer of a GGUF file as Hugging Face's."""
    said = fields(path)
    tokens, kinds = said["tokenizer.ggml.tokens"], said["tokenizer.ggml.token_type"]
    vocabulary = {token: i for i, token in enumerate(tokens)}
    kind = said["tokenizer.ggml.model"]
    added = [(i, kinds[i] != 4) for i in range(len(tokens)) if kinds[i] in (2, 3, 4)]
    if kind == "gpt2":
        pre = said["tokenizer.ggml.pre"]
        merges = [tuple(merge.split(" ", 1)) for merge in said["tokenizer.ggml.merges"]]
        made = Tokenizer(models.BPE(vocabulary, merges, ignore_merges=pre == "llama-bpe"))
        split = pre_tokenizers.Split(Regex(PATTERNS[pre]), "isolated")
        made.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
        made.decoder = decoders.ByteLevel()
    elif kind == "llama":
        made = Tokenizer(models.BPE(vocabulary, pieces_merges(tokens, said["tokenizer.ggml.scores"]), unk_token="<unk>", fuse_unk=True, byte_fallback=True))
        made.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
        made.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    else:
        plain = {(t[1:] if t.startswith("▁") else t if kinds[i] != 1 else "##" + t): i for i, t in enumerate(tokens)}
        made = Tokenizer(models.WordPiece(plain, unk_token="[UNK]"))
        made.normalizer = normalizers.BertNormalizer(lowercase=True)
        made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        made.decoder = decoders.WordPiece()
    for i, special in added:
        token = AddedToken(tokens[i], special=special, normalized=False)
        (made.add_special_tokens if special else made.add_tokens)([token])
    return made


def pieces_merges(tokens, scores):
    """The pairs that SentencePiece's scores amount to, best first."""
    known = {token: i for i, token in enumerate(tokens)}
    merges = []
    for token, i in known.items():
        for cut in range(1, len(token)):
            if token[:cut] in known and token[cut:] in known:
                merges.append((-scores[i], known[token[:cut]], known[token[cut:]], token[:cut], token[cut:]))
    return [(left, right) for *_, left, right in sorted(merges)]


def byte_level(pre, corpus, size=4000, normalizer=None, extra=()):
    """A byte-level one, trained on the corpus."""
    made = Tokenizer(models.BPE(ignore_merges=pre in ("llama-bpe", "tekken")))
    made.normalizer = normalizer
    split = [] if pre == "gpt-2" else [pre_tokenizers.Split(Regex(PATTERNS[pre]), "isolated")]
    byte = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=pre == "gpt-2")
    made.pre_tokenizer = pre_tokenizers.Sequence([*extra, *split, byte])
    made.decoder = decoders.ByteLevel()
    train(made, trainers.BpeTrainer(vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False), corpus)
    made.add_special_tokens(["<|im_start|>", "<|im_end|>"])
    made.add_tokens([AddedToken("<tool>", normalized=False), AddedToken("word", single_word=True, normalized=True), AddedToken("<mask>", lstrip=True, rstrip=True, normalized=False)])
    return made


def train(made, trainer, corpus):
    made.train_from_iterator([corpus[i : i + 2000] for i in range(0, len(corpus), 2000)], trainer)


def trained(corpus):
    """{name: tokenizer}: each kind of model, normalizer, pre-tokenizer, post-processor and decoder in some of them."""
    found = {f"byte-level {pre}": byte_level(pre, corpus) for pre in PATTERNS}
    found["byte-level qwen2, NFC"] = byte_level("qwen2", corpus, normalizer=normalizers.NFC())
    found["digits alone, gpt-2"] = byte_level("gpt-2", corpus, extra=[pre_tokenizers.Digits(individual_digits=True)])
    falcon = byte_level("gpt-2", corpus)
    falcon.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Punctuation("contiguous"),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
            pre_tokenizers.Digits(individual_digits=False),
            pre_tokenizers.Split(Regex("[0-9][0-9][0-9]"), "isolated"),
        ]
    )
    found["falcon"] = falcon
    deepseek = byte_level("gpt-2", corpus)
    deepseek.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\p{N}{1,3}"), "isolated"),
            pre_tokenizers.Split(Regex("[一-龥\u3040-ゟ゠-ヿ]+"), "isolated"),
            pre_tokenizers.Split(
                Regex(
                    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
                ),
                "isolated",
            ),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    found["deepseek-v3"] = deepseek
    llm = byte_level("gpt-2", corpus)
    llm.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(pattern), "isolated") for pattern in ("[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", r"\s+$", "[一-龥ࠀ-一가-퟿]+", r"\p{N}")]
        + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    found["deepseek-coder"] = llm
    bloom = byte_level("gpt-2", corpus)
    bloom.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(r" ?[^(\s|.,!?…。，、।۔،)]+"), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    found["bloom"] = bloom
    prefixed = byte_level("gpt-2", corpus)
    prefixed.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    prefixed.post_processor = processors.RobertaProcessing(("<|im_end|>", prefixed.token_to_id("<|im_end|>")), ("<|im_start|>", prefixed.token_to_id("<|im_start|>")))
    found["roberta"] = prefixed

    pieces = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    pieces.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    pieces.pre_tokenizer = None
    special = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    pieces.pre_tokenizer = pre_tokenizers.Metaspace()
    train(pieces, trainers.BpeTrainer(vocab_size=3000, special_tokens=special, limit_alphabet=600, show_progress=False), corpus)
    pieces = without_specials(pieces, special[3:])
    pieces.pre_tokenizer = None
    pieces.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A $B", special_tokens=[("<s>", 1)])
    pieces.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    found["llama, byte fallback"] = pieces

    for scheme in ("always", "first", "never"):
        gemma = without_specials(pieces, [])
        gemma.normalizer = None
        gemma.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme)
        gemma.decoder = decoders.Metaspace(prepend_scheme=scheme)
        found[f"metaspace, {scheme}"] = gemma

    unigram = Tokenizer(models.Unigram())
    unigram.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    unigram.pre_tokenizer = pre_tokenizers.Metaspace()
    unigram.decoder = decoders.Metaspace()
    train(unigram, trainers.UnigramTrainer(vocab_size=9000, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False), corpus)
    unigram.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    found["unigram"] = unigram

    for lowercase in (True, False):
        words = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        words.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
        words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        words.decoder = decoders.WordPiece()
        train(words, trainers.WordPieceTrainer(vocab_size=4000, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], limit_alphabet=500, show_progress=False), corpus)
        words.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
        found["wordpiece" + ("" if lowercase else ", cased")] = words

    clip = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    clip.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase(), normalizers.Strip()])
    clip.pre_tokenizer = pre_tokenizers.Whitespace()
    clip.decoder = decoders.BPEDecoder("</w>")
    train(clip, trainers.BpeTrainer(vocab_size=2000, special_tokens=["<unk>"], end_of_word_suffix="</w>", limit_alphabet=300, show_progress=False), corpus)
    found["suffix, NFD without accents"] = clip
    for behavior in ("removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"):
        made = byte_level("gpt-2", corpus, size=1000)
        made.normalizer = normalizers.NFKD()
        made.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(r"[aeiou]"), behavior),
                pre_tokenizers.Split("th", behavior, invert=behavior == "contiguous"),
                pre_tokenizers.Punctuation(behavior),
                pre_tokenizers.ByteLevel(add_prefix_space=False),
            ]
        )
        found[f"split, {behavior}"] = made
    return found


def without_specials(made, names):
    """A copy in which these tokens are no added ones any more, but stay in the vocabulary."""
    said = json.loads(made.to_str())
    said["added_tokens"] = [token for token in said["added_tokens"] if token["content"] not in names]
    return Tokenizer.from_str(json.dumps(said))


def tiktoken_encoding(path, pattern):
    """The tokenizer of a GGUF file as tiktoken's, for vocabularies whose ids are their ranks."""
    import tiktoken

    said = fields(path)
    back = {character: byte for byte, character in byte_characters().items()}
    ranks, special = {}, {}
    for i, token in enumerate(said["tokenizer.ggml.tokens"]):
        if said["tokenizer.ggml.token_type"][i] == 1:
            ranks[bytes(back[character] for character in token)] = i
        else:
            special[token] = i
    return tiktoken.Encoding(pathlib.Path(path).stem, pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
