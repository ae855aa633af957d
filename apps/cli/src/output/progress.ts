import type { Terminal } from './terminal.js';

export interface Progress {
  /** 0..1 of the work, and what to say beside it. */
  readonly share: number;
  readonly label: string;
  readonly details: readonly string[];
}

const frameMilliseconds = 80;
const plainLineMilliseconds = 10_000;

/**
 * Shows how far something is: one line drawn over and over on a terminal, and elsewhere a plain line every ten seconds.
 */
export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #lastShown: number;
  #drawn = false;

  constructor(terminal: Terminal, now: () => number = Date.now) {
    this.#terminal = terminal;
    this.#now = now;
    // What is done before the first plain line is due needs none.
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

  /** Prints a line above the bar, which the next update draws anew. */
  print(text: string): void {
    this.clear();
    this.#terminal.print(text);
  }

  /** Takes the bar off the screen. */
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

/** The same with a bar as wide as there is room for, never longer than `columns`. */
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
