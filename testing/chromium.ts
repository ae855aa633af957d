import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env.ORG_CHROMIUM;

/** Whether `ORG_CHROMIUM` names a Chromium, as `tools/with-chromium` does. If it does not, prints what is skipped. */
export function hasChromium(tests: string): boolean {
  if (executablePath !== undefined) return true;
  console.warn(`${tests} is skipped: set ORG_CHROMIUM to the path of a Chromium`);
  return false;
}

/** Starts the Chromium that `ORG_CHROMIUM` names. */
export function launchChromium(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('ORG_CHROMIUM is not set');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
