import { type Advice, type SpellOptions, sentence } from './advice.js';

/**
 * An error whose message may name options of the code that threw it. A program that takes these options in its own way,
 * e.g. as flags, writes the message so.
 */
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

  /** The message with options written as a program writes them. */
  messageWith(spell: SpellOptions): string {
    return sentence(this.#words, this.advice, spell);
  }
}
