import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { MetricKey } from '@org/metrics';
import { z } from 'zod';
import { thinOut } from './thin-out.js';

/** A run's learning curves, from its `events.jsonl`. Epoch 1.5 is the middle of the second epoch. */
export interface LearningCurves {
  readonly steps: readonly Readonly<Record<'epoch' | 'loss' | 'learningRate', number>>[];
  readonly epochs: readonly { readonly epoch: number; readonly loss: number }[];
  readonly validations: readonly Validation[];
  /** The number of updates; `steps` may hold fewer. */
  readonly stepCount: number;
  readonly parameters: number | undefined;
  /** Seconds of training and validation, over all resumes. */
  readonly seconds: number;
  /** The number of lines that are not events, e.g. the last one of a killed run. */
  readonly unreadableLines: number;
}

export interface Validation {
  readonly epoch: number;
  /** The metric that decides which weights are kept. */
  readonly metric: MetricKey;
  readonly value: number;
}

const mostSteps = 400;

const metric = z.custom<MetricKey>((value) => typeof value === 'string');
const time = z.iso.datetime();
const step = z.number();

const schemas = {
  engine: z.object({ time }),
  started: z.object({ time, step, batchesPerEpoch: z.number(), parameters: z.number() }),
  step: z.object({ time, step, loss: z.number(), learningRate: z.number() }),
  epoch: z.object({ time, step, loss: z.number() }),
  evaluation: z.object({ time, step, metric, value: z.number() }),
} as const;

/** Undefined if the run has no log or has not begun to train. */
export async function readLearningCurves(file: string): Promise<LearningCurves | undefined> {
  if (!existsSync(file)) return undefined;
  const log = new Log();
  const lines = createInterface({ input: createReadStream(file, 'utf8') });
  for await (const line of lines) log.add(line);
  return log.curves();
}

/**
 * Events by step. A run that was killed and resumed from its checkpoint repeats some steps; the repeated ones replace the
 * earlier ones, and steps after the checkpoint that were not repeated are dropped.
 */
class Log {
  readonly #steps = new Map<number, { loss: number; learningRate: number }>();
  readonly #epochs = new Map<number, number>();
  readonly #validations = new Map<number, Omit<Validation, 'epoch'>>();
  #batchesPerEpoch = 0;
  #parameters: number | undefined;
  #seconds = 0;
  #last: number | undefined;
  #unreadable = 0;

  add(line: string): void {
    if (line.trim() === '') return;
    let event: unknown;
    try {
      event = JSON.parse(line);
    } catch {
      this.#unreadable += 1;
      return;
    }
    const type = z.object({ type: z.string() }).safeParse(event).data?.type;
    if (type === undefined) this.#unreadable += 1;
    else if (type in schemas && !this.#take(type as keyof typeof schemas, event)) {
      this.#unreadable += 1;
    }
  }

  /** False if the event does not have the fields of its type. */
  #take(type: keyof typeof schemas, event: unknown): boolean {
    switch (type) {
      case 'engine': {
        const { data } = schemas.engine.safeParse(event);
        if (data !== undefined) this.#last = Date.parse(data.time);
        return data !== undefined;
      }
      case 'started': {
        const { data } = schemas.started.safeParse(event);
        if (data === undefined) return false;
        this.#batchesPerEpoch = data.batchesPerEpoch;
        this.#parameters = data.parameters;
        for (const map of [this.#steps, this.#epochs, this.#validations]) {
          for (const key of map.keys()) if (key > data.step) map.delete(key);
        }
        return this.#pass(data.time);
      }
      case 'step': {
        const { data } = schemas.step.safeParse(event);
        if (data === undefined) return false;
        this.#steps.set(data.step, { loss: data.loss, learningRate: data.learningRate });
        return this.#pass(data.time);
      }
      case 'epoch': {
        const { data } = schemas.epoch.safeParse(event);
        if (data === undefined) return false;
        this.#epochs.set(data.step, data.loss);
        return this.#pass(data.time);
      }
      case 'evaluation': {
        const { data } = schemas.evaluation.safeParse(event);
        if (data === undefined) return false;
        this.#validations.set(data.step, { metric: data.metric, value: data.value });
        return this.#pass(data.time);
      }
    }
  }

  /** Adds the time since the previous event. */
  #pass(at: string): true {
    const now = Date.parse(at);
    if (this.#last !== undefined) this.#seconds += (now - this.#last) / 1000;
    this.#last = now;
    return true;
  }

  curves(): LearningCurves | undefined {
    if (this.#batchesPerEpoch === 0 || this.#steps.size === 0) return undefined;
    const epochOf = (at: number) => at / this.#batchesPerEpoch;
    const steps = [...this.#steps].map(([at, values]) => ({ epoch: epochOf(at), ...values }));
    return {
      steps: thinOut(steps, mostSteps),
      epochs: [...this.#epochs].map(([at, loss]) => ({ epoch: epochOf(at), loss })),
      validations: [...this.#validations].map(([at, rest]) => ({ epoch: epochOf(at), ...rest })),
      stepCount: steps.length,
      parameters: this.#parameters,
      seconds: this.#seconds,
      unreadableLines: this.#unreadable,
    };
  }
}
