import { type Colour, colour, systemColours } from './colours.js';

interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly fill?: Colour;
  readonly weight?: 400 | 600;
}

interface CellStyle {
  readonly fill?: Colour;
  readonly dashed?: boolean;
}

/** A picture of cells, lines and texts, as SVG that takes its colours from the page around it. Lengths are in pixels. */
export class Drawing {
  readonly #parts: string[] = [];
  readonly #width: number;
  readonly #height: number;
  readonly #description: string;

  constructor(width: number, height: number, description: string) {
    this.#width = width;
    this.#height = height;
    this.#description = description;
  }

  text(x: number, y: number, text: string, style: TextStyle = {}): this {
    const { anchor = 'start', size = 13, fill = 'ink', weight = 400 } = style;
    const attributes = `text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${colour(fill)}"`;
    this.#parts.push(`<text x="${x}" y="${y}" ${attributes}>${escaped(text)}</text>`);
    return this;
  }

  cell(x: number, y: number, width: number, height: number, style: CellStyle = {}): this {
    const { fill = 'cell', dashed = false } = style;
    const stroke = dashed ? ' stroke-dasharray="4 3"' : '';
    this.#parts.push(
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="3" fill="${colour(fill)}" stroke="${colour('line')}"${stroke}/>`,
    );
    return this;
  }

  /** A cell with a text in its middle. */
  box(
    x: number,
    y: number,
    [width, height]: readonly [number, number],
    text: string,
    style: CellStyle = {},
  ): this {
    return this.cell(x, y, width, height, style).text(x + width / 2, y + height / 2 + 4, text, {
      anchor: 'middle',
      size: 12,
    });
  }

  line(x1: number, y1: number, x2: number, y2: number, dashed = false): this {
    const stroke = dashed ? ' stroke-dasharray="5 4"' : '';
    this.#parts.push(
      `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour('faint')}"${stroke}/>`,
    );
    return this;
  }

  toSvg(): string {
    const description = escaped(this.#description);
    return `<svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox="0 0 ${this.#width} ${this.#height}" role="img" font-family="system-ui, sans-serif">
<style>${systemColours}</style>
<title>${description}</title>
${this.#parts.join('\n')}
</svg>
`;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
