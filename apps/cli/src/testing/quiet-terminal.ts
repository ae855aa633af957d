import { Terminal } from '../output/terminal.js';

/** Keeps the lines that would be printed, without colours. */
export class QuietTerminal extends Terminal {
  readonly #lines: string[] = [];

  constructor() {
    super({ color: false });
  }

  get said(): string {
    return this.#lines.join('\n');
  }

  override print(text = ''): void {
    this.#lines.push(text);
  }
}
