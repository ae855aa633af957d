import { z } from '@hono/zod-openapi';

// The schemas of served models, as `schemas.ts` has those of recommendations.

const servedModel = z
  .object({
    name: z.string(),
    alias: z.string().optional().openapi({
      description: 'Requests name the model as `name@alias`. Absent if the server has no registry.',
      example: 'current',
    }),
    state: z.enum(['ready', 'loading', 'failed']).openapi({
      description:
        '`loading` and `failed` mean that no version is served now. The log has the reason.',
    }),
    version: z.string().optional().openapi({ description: 'The version that is served.' }),
    since: z.iso
      .datetime()
      .optional()
      .openapi({ description: 'When this version began to be served.' }),
    refused: z.string().optional().openapi({
      description:
        'A version that the alias names, but that cannot be served. The log has the reason.',
    }),
    kind: z.string().optional(),
    itemCount: z.int().optional(),
    maxLength: z.int().optional(),
    engine: z.string().optional().openapi({ example: 'onnx' }),
    excludeSeen: z.boolean().optional().openapi({
      description:
        'Whether recommendations leave out items of the history, unless a request says otherwise. False for data in which people often take the same item again.',
    }),
    metrics: z
      .record(z.string(), z.unknown())
      .optional()
      .openapi({ description: 'The metrics that training measured.' }),
  })
  .openapi('ServedModel');

export const modelsResponse = z.object({ models: z.array(servedModel) }).openapi('Models');

export const modelParameters = z.object({
  name: z
    .string()
    .min(1)
    .openapi({ param: { name: 'name', in: 'path' }, example: 'films' }),
});

export const rollbackQuery = z.object({
  alias: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected up to 32 small letters, digits and -')
    .default('current')
    .openapi({ description: 'The alias that returns to its previous version.' }),
});

export const rollbackResponse = servedModel;
