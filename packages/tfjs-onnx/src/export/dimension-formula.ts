/** The size of each symbolic dimension in one trace. */
export type Sizes = Readonly<Record<string, number>>;

/** A whole number as a function of symbolic dimensions: `constant + factor * product of symbols`. */
export interface DimensionFormula {
  readonly constant: number;
  readonly factor: number;
  /** The factors of the product; a symbol may occur more than once. */
  readonly symbols: readonly string[];
}

/**
 * Finds the formula that gives a number's value in every trace. `seen` holds one value per trace: the first trace has
 * the base sizes, each other trace enlarges one symbol. Returns undefined if no such formula fits all values.
 */
export function fitFormula(
  seen: readonly number[],
  traces: readonly Sizes[],
): DimensionFormula | undefined {
  const [base = 0] = seen;
  const [baseSizes = {}] = traces;
  const symbols = Object.keys(baseSizes);
  const varying = symbols.filter((_, place) => seen[place + 1] !== base);
  if (varying.length === 0) return { constant: base, factor: 0, symbols: [] };
  const product = powers(seen, traces, varying);
  const candidates = [product, ...varying.map((symbol) => [symbol])];
  for (const candidate of candidates) {
    const formula = solve(seen, traces, candidate);
    if (formula !== undefined) return formula;
  }
  return undefined;
}

/** Guesses the factors, each as often as it occurs, for a number that is a plain product of symbols. */
function powers(
  seen: readonly number[],
  traces: readonly Sizes[],
  varying: readonly string[],
): string[] {
  const [base = 0] = seen;
  return varying.flatMap((symbol) => {
    const place = Object.keys(traces[0] ?? {}).indexOf(symbol) + 1;
    const growth = (traces[place]?.[symbol] ?? 1) / (traces[0]?.[symbol] ?? 1);
    const count = Math.round(Math.log((seen[place] ?? base) / base) / Math.log(growth));
    return Array.from(
      { length: Number.isFinite(count) ? Math.max(1, Math.min(count, 4)) : 1 },
      () => symbol,
    );
  });
}

function solve(
  seen: readonly number[],
  traces: readonly Sizes[],
  symbols: readonly string[],
): DimensionFormula | undefined {
  const products = traces.map((sizes) => evaluated({ constant: 0, factor: 1, symbols }, sizes));
  const other = products.findIndex((product) => product !== products[0]);
  if (other < 0) return undefined;
  const rise = (seen[other] ?? 0) - (seen[0] ?? 0);
  const factor = rise / ((products[other] ?? 0) - (products[0] ?? 0));
  const constant = (seen[0] ?? 0) - factor * (products[0] ?? 0);
  if (!Number.isInteger(factor) || !Number.isInteger(constant)) return undefined;
  const formula = { constant, factor, symbols };
  return traces.every((sizes, place) => evaluated(formula, sizes) === seen[place])
    ? formula
    : undefined;
}

function evaluated({ constant, factor, symbols }: DimensionFormula, sizes: Sizes): number {
  return constant + factor * symbols.reduce((product, symbol) => product * (sizes[symbol] ?? 1), 1);
}

/** Writes a dimension the way ONNX does: a number, or a name such as `batch`, `2*batch*time` or `time+1`. */
export function formulaName({ constant, factor, symbols }: DimensionFormula): number | string {
  if (factor === 0) return constant;
  const product = [...(factor === 1 ? [] : [factor]), ...symbols].join('*');
  return constant === 0 ? product : `${product}${constant < 0 ? '' : '+'}${constant}`;
}
