/** Plain JavaScript, because a server under test loads it by `node --import`. */
export interface TurnWatch {
  /** The longest turn so far, in milliseconds. */
  longest(): number;
  /** Forgets the turns so far. */
  reset(): void;
  stop(): void;
}

export function watchTurns(): TurnWatch;
