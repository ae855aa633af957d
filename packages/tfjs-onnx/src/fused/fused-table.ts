import { dropout } from './dropout.js';
import { embeddingLookup } from './embedding-lookup.js';
import type { FusedOperations } from './fused-operation.js';
import { gelu } from './gelu.js';
import { layerNorm } from './layer-norm.js';
import { linear } from './linear.js';
import { scaledDotProductAttention } from './scaled-dot-product-attention.js';
import { tiedSoftmaxCrossEntropy } from './tied-softmax-cross-entropy.js';

/** The operations of `@org/attention` that this backend fuses, by the kernel names that `@org/attention` looks for. */
export const fusedTable: FusedOperations = {
  OrgDropout: dropout,
  OrgEmbeddingLookup: embeddingLookup,
  OrgGelu: gelu,
  OrgLayerNorm: layerNorm,
  OrgLinear: linear,
  OrgScaledDotProductAttention: scaledDotProductAttention,
  OrgTiedSoftmaxCrossEntropy: tiedSoftmaxCrossEntropy,
};
