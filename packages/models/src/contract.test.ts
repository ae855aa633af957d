import '@tensorflow/tfjs-backend-cpu';
import { modelKinds, models } from './registry.js';
import { gptrec, gptrecDefinition } from './testing/example-model.js';
import { modelContract } from './testing/model-contract.js';

for (const kind of modelKinds) modelContract(models[kind]);
modelContract({
  definition: gptrecDefinition,
  build: async (options) => gptrec.fromConfig(options),
});
