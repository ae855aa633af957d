import { bert4rec } from './bert4rec.js';
import type { ModelEntry } from './model-entry.js';
import { sasrec } from './sasrec.js';

/** Every kind of model that the program trains. Another kind joins as one more entry. */
const entries = { bert4rec, sasrec };

export type ModelKind = keyof typeof entries;

export const models: Readonly<Record<ModelKind, ModelEntry>> = entries;

export const modelKinds = Object.keys(entries) as [ModelKind, ...ModelKind[]];

export const defaultModelKind: ModelKind = 'bert4rec';
