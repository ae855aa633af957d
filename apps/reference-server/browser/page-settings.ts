import type { PageSettings } from '../src/routes/console.js';

export type { PageSettings };

/** What the server wrote into the page. */
export function readSettings(): PageSettings {
  return JSON.parse(document.getElementById('settings')?.textContent ?? '{}');
}
