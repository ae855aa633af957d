const light = {
  ink: '#1f2a30',
  faint: '#5d6b73',
  line: '#c3ccd1',
  cell: '#eef3f4',
  one: '#bfe3da',
  two: '#f6d6a8',
  three: '#f3bfc0',
};

const dark: typeof light = {
  ink: '#e4ecee',
  faint: '#a3b1b8',
  line: '#4a565d',
  cell: '#2a3136',
  one: '#1f5d52',
  two: '#6d5122',
  three: '#74393b',
};

export type Colour = keyof typeof light;

/** The colour as a value of an attribute. */
export function colour(name: Colour): string {
  return `var(--figure-${name})`;
}

/** The style sheet with the colours of figures: two selectors, for a light and for a dark page. */
export function figureColours(forLight: string, forDark: string): string {
  return `${forLight}{${declarations(light)}}${forDark}{${declarations(dark)}}`;
}

/** The same for a figure that is shown by itself, where the reader's system chooses. */
export const systemColours: string = `.figure{${declarations(light)}}@media(prefers-color-scheme:dark){.figure{${declarations(dark)}}}`;

function declarations(colours: typeof light): string {
  return Object.entries(colours)
    .map(([name, value]) => `--figure-${name}:${value}`)
    .join(';');
}
