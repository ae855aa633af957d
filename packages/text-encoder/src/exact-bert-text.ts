/**
 * Changes a text so that the BERT normalizer of `@huggingface/tokenizers` 0.2.0 gives the result of the Rust library:
 * Chinese characters beyond the basic plane become words too, and each Greek Σ becomes σ, also at the end of a word.
 *
 * @param normalizer The normalizer of `tokenizer.json`.
 */
export function exactBertText(text: string, normalizer: BertNormalizerConfig): string {
  const words = normalizer.handle_chinese_chars === true ? text.replaceAll(CHINESE, ' $& ') : text;
  return normalizer.lowercase === true ? words.replaceAll('Σ', 'σ') : words;
}

/** The fields of the normalizer that {@link exactBertText} reads. */
export interface BertNormalizerConfig {
  readonly type: string;
  readonly handle_chinese_chars?: unknown;
  readonly lowercase?: unknown;
}

/** Beyond the basic plane: the blocks of CJK ideographs that BERT takes for Chinese characters. */
const CHINESE =
  /[\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;
