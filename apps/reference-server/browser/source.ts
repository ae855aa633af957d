import type { Item } from '@org/client';

/** The source of a query: items chosen on this page, or the kept events of a user. */
export type Source =
  | { readonly history: readonly Item[] }
  | {
      /** Undefined until one is named. */
      readonly user: string | undefined;
      /** Changes when the user's events do. */
      readonly recorded: number;
    };
