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

// Models whose items have content or features.
for (const [entry, content] of [
  [models.bert4rec, { itemEmbedding: 'text', contentSize: 6, featureColumns: 5 }],
  [models.sasrec, { itemEmbedding: 'text-init', contentSize: 8 }],
  [example, { itemEmbedding: 'text-add', contentSize: 6 }],
  [models.hstu, { itemEmbedding: 'id', featureColumns: 3, itemFusion: 'concat' }],
] as const) {
  const { definition, build } = entry;
  const withContent: ModelEntry = {
    definition,
    build: async (options) => {
      const model = await build({ hiddenSize: 8, ...content, ...options });
      model.setItemContent?.(itemContent(model, content));
      return model;
    },
  };
  const features = 'featureColumns' in content ? ' and features' : '';
  modelContract(withContent, `${content.itemEmbedding}${features}`);
}
