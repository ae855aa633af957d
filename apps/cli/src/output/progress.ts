import type { Terminal } from './terminal.js';

export interface Progress {
  /** The share of the work that is done, 0..1. */
  readonly share: number;
  readonly label: string;
  readonly details: readonly string[];
}

const frameMilliseconds = 80;
const plainLineMilliseconds = 10_000;

/** Shows progress: on a terminal as one line that is redrawn, elsewhere as a plain line every ten seconds. */
export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #lastShown: number;
  #drawn = false;

  constructor(terminal: Terminal, now: () => number = Date.now) {
    this.#terminal = terminal;
    this.#now = now;
    // Work that ends before the first plain line is due shows none.
    this.#lastShown = terminal.interactive ? Number.NEGATIVE_INFINITY : now();
  }

  update(progress: Progress): void {
    const now = this.#now();
    const { interactive, columns } = this.#terminal;
    const pause = interactive ? frameMilliseconds : plainLineMilliseconds;
    if (now - this.#lastShown < pause) return;
    this.#lastShown = now;
    if (!interactive) {
      this.#terminal.print(plainLine(progress));
      return;
    }
    process.stderr.write(`\r\u001b[2K${barLine(progress, columns - 1)}`);
    this.#drawn = true;
  }

  /** Prints a line above the bar; the next update redraws the bar. */
  print(text: string): void {
    this.clear();
    this.#terminal.print(text);
  }

  /** Removes the bar from the screen. */
  clear(): void {
    if (this.#drawn) process.stderr.write('\r\u001b[2K');
    this.#drawn = false;
    if (this.#terminal.interactive) this.#lastShown = Number.NEGATIVE_INFINITY;
  }
}

/** `epoch 2/30  40 %  loss 6.12  1,204 sequences/s`. */
export function plainLine({ label, share, details }: Progress): string {
  return [label, percent(share), ...details].join('  ');
}

/** The same with a bar, as wide as `columns`. */
export function barLine({ label, share, details }: Progress, columns: number): string {
  const tail = [percent(share).padStart(5), ...details].join('  ');
  const room = columns - label.length - tail.length - 4;
  if (room < 8) return [label, tail].join(' ').slice(0, Math.max(0, columns));
  const width = Math.min(30, room);
  const full = Math.round(clamp(share) * width);
  return `${label}  ${'█'.repeat(full)}${'░'.repeat(width - full)}  ${tail}`;
}

function percent(share: number): string {
  return `${Math.floor(clamp(share) * 100)} %`;
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
