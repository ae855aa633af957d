import { z } from 'zod';
import { option } from './option.js';

/** The share of the data that one part of a split holds out. */
export interface HeldOutShare {
  readonly default: number;
  readonly help: string;
}

/** The settings of a split that holds out shares of the data. */
export function heldOutShares(shares: {
  readonly validation: HeldOutShare;
  readonly test: HeldOutShare;
}): { readonly validationShare: ShareSetting; readonly testShare: ShareSetting } {
  return { validationShare: setting(shares.validation), testShare: setting(shares.test) };
}

type ShareSetting = z.ZodDefault<z.ZodNumber>;

function setting({ default: share, help }: HeldOutShare): ShareSetting {
  return option(z.number().min(0).max(1).default(share), { value: 'share', help });
}
