/** Adam (Kingma & Ba 2015, https://arxiv.org/abs/1412.6980) with bias correction, no weight decay. */
export interface AdamOptions {
  readonly kind: 'adam';
  /** Decay of the mean of gradients. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients. Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101): each step multiplies
 * weights by `1 - learningRate * weightDecay`. Vectors - biases, layer-norm scales and offsets - do not decay.
 */
export interface AdamWOptions extends Omit<AdamOptions, 'kind'> {
  readonly kind: 'adamw';
  /** Default 0.01. */
  readonly weightDecay?: number;
}

export type OptimizerOptions = AdamOptions | AdamWOptions;
