import '@tensorflow/tfjs-backend-cpu';
import { type ModelEntry, modelKinds, models } from './registry.js';
import { gptrec, gptrecDefinition } from './testing/example-model.js';
import { itemContent } from './testing/item-content.js';
import { modelContract } from './testing/model-contract.js';

const example: ModelEntry = {
  definition: gptrecDefinition,
  build: async (options) => gptrec.fromConfig(options),
};

for (const kind of modelKinds) modelContract(models[kind]);
modelContract(example);

// Models whose items have content.
for (const [entry, itemEmbedding, contentSize] of [
  [models.bert4rec, 'text', 6],
  [models.sasrec, 'text-init', 8],
  [example, 'text-add', 6],
] as const) {
  const { definition, build } = entry;
  const withContent: ModelEntry = {
    definition,
    build: async (options) => {
      const size = { hiddenSize: 8, ...options };
      const model = await build({ itemEmbedding, contentSize, ...size });
      model.setItemContent?.(itemContent(model, contentSize));
      return model;
    },
  };
  modelContract(withContent, itemEmbedding);
}
