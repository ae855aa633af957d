/** What the page asks of the worker. */
export type Request =
  | { readonly kind: 'load'; readonly engine: EngineName }
  | { readonly kind: 'train'; readonly epochs: number }
  | { readonly kind: 'stop' }
  | { readonly kind: 'recommend'; readonly history: readonly number[] };

/** The backends of TensorFlow.js that the page has. */
export type EngineName = 'onnx' | 'wasm' | 'cpu';

/** What the worker answers. */
export type Answer =
  | Loaded
  | ({ readonly kind: 'step' } & StepFacts)
  | { readonly kind: 'measured'; readonly measured: Measured }
  | { readonly kind: 'ended'; readonly reason: 'completed' | 'aborted'; readonly seconds: number }
  | Recommended
  | { readonly kind: 'failed'; readonly message: string };

export interface Loaded {
  readonly kind: 'loaded';
  readonly users: number;
  readonly events: number;
  readonly films: readonly Film[];
  /** The share of users whose last film is among the ten most watched. */
  readonly popularity: number;
}

export interface Film {
  readonly id: number;
  readonly title: string;
}

export interface StepFacts {
  readonly step: number;
  readonly totalSteps: number;
  readonly loss: number;
  /** Seconds until the end at this pace, without measuring. */
  readonly etaSeconds: number;
}

/** A model measured on the film that each user watched before the last. */
export interface Measured {
  readonly step: number;
  /** The share of users whose film is among the ten recommended. */
  readonly hitRate: number;
}

export interface Recommended {
  readonly kind: 'recommended';
  /** The films that the list follows. */
  readonly history: readonly number[];
  readonly films: readonly Film[];
  /** What ranked the films: the model, or before it is trained, the number of users who watched each film. */
  readonly by: 'model' | 'popularity';
}
