/** What `apply(inputs, options)` hands to every layer of a model. */
export interface LayerCallOptions {
  /** Whether this forward pass is one of training, with dropout. Default false. */
  readonly training?: boolean;
}
