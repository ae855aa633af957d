/** The flags of `update` that are no settings. */
export interface UpdateFlags {
  readonly artifact?: string;
  readonly config?: string;
  readonly to?: string;
  readonly registry?: string;
  readonly name?: string;
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly gate?: string;
  readonly margin?: number;
  readonly heldOut?: number;
  readonly testFrom?: number;
}
