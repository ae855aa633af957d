/** The number of steps in the average. */
const WINDOW = 20;

/** The average speed of the last {@link WINDOW} steps. */
export class Pace {
  readonly #steps: { readonly seconds: number; readonly sequences: number }[] = [];

  add(seconds: number, sequences: number): void {
    this.#steps.push({ seconds, sequences });
    if (this.#steps.length > WINDOW) this.#steps.shift();
  }

  get sequencesPerSecond(): number {
    return this.#sum('sequences') / this.#sum('seconds');
  }

  get secondsPerStep(): number {
    return this.#sum('seconds') / this.#steps.length;
  }

  #sum(key: 'seconds' | 'sequences'): number {
    return this.#steps.reduce((sum, step) => sum + step[key], 0);
  }
}
