import { writeFileSync } from 'node:fs';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** What shows an SVG: the runner of the notebook, or Deno's kernel. */
interface Display {
  showSvg?: (name: string, svg: string) => void;
  Deno?: {
    jupyter?: { display(bundle: Record<string, string>, options: { raw: true }): Promise<void> };
  };
}

/** Draws a chart in the notebook; where there is none, writes `<name>.svg` into the current folder. */
export async function plot(name: string, spec: TopLevelSpec): Promise<void> {
  const view = new View(parse(compile({ background: 'white', padding: 8, ...spec }).spec), {
    renderer: 'none',
  });
  const svg = await view.toSVG();
  const { showSvg, Deno } = globalThis as Display;
  if (showSvg !== undefined) showSvg(name, svg);
  else if (Deno?.jupyter !== undefined) {
    await Deno.jupyter.display({ 'image/svg+xml': svg }, { raw: true });
  } else {
    writeFileSync(`${name}.svg`, svg);
    console.log(`wrote ${name}.svg`);
  }
}
