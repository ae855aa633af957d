import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { version } from '../program/version.js';
import { style } from './style.js';

export interface DocumentContent {
  readonly title: string;
  /** The JavaScript that draws the charts. */
  readonly script: string;
  /** The page's content above the footer. */
  readonly children: Child;
}

/** The script, made by the build, that draws a page's charts. */
export function chartsScript(): Promise<string> {
  return readFile(new URL('./report-charts.js', import.meta.url), 'utf8');
}

/** A self-contained HTML file. */
export async function renderDocument(content: DocumentContent): Promise<string> {
  return `<!doctype html>\n${await (<Document {...content} />)}\n`;
}

function Document({ title, script, children }: DocumentContent) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policyFor(script)} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <style>{raw(style)}</style>
      </head>
      <body>
        {children}
        <footer>
          Written by seqrec {version}. Charts by Vega-Lite (BSD-3-Clause, University of Washington
          Interactive Data Lab). The page loads nothing from anywhere.
        </footer>
        <script type="module">{raw(inlined(script))}</script>
      </body>
    </html>
  );
}

/** The script, escaped so that it cannot close its element. */
function inlined(script: string): string {
  return script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}

/** The page loads nothing and runs only this one script, even if a title contains markup. */
function policyFor(script: string): string {
  const hash = createHash('sha256').update(inlined(script)).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
