import { type Advice, type SpellOptions, sentence } from './advice.js';

/** An error whose message may name options. A program can write these options in its own style, e.g. as flags. */
export class AdvisedError extends Error {
  /** The message without its advice. */
  readonly problem: string;
  readonly advice: Advice;
  readonly #words: string | Advice;

  constructor(problem: string | Advice, advice: Advice = [], cause?: unknown) {
    super(sentence(problem, advice), cause === undefined ? undefined : { cause });
    this.problem = sentence(problem, []);
    this.advice = advice;
    this.#words = problem;
  }

  /** The message with options in the program's style. */
  messageWith(spell: SpellOptions): string {
    return sentence(this.#words, this.advice, spell);
  }
}
