import { bert4rec } from './bert4rec.js';

/** Every kind of model that the program trains. Another kind joins as one more entry. */
export const models = { bert4rec };

export type ModelKind = keyof typeof models;

export const modelKinds = Object.keys(models) as [ModelKind, ...ModelKind[]];

export const defaultModelKind: ModelKind = 'bert4rec';
