/** Lets other work have its turn, e.g. `setImmediate` of `node:timers/promises`. */
export type Pause = () => Promise<void>;
