import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Element = DefaultTreeAdapterTypes.Element;

/** An HTML page as a browser parses it. */
export interface ParsedPage {
  readonly elements: readonly Element[];
  /** The elements with a name. */
  all(name: string): Element[];
  /** The cells of the table with a caption, by row. */
  table(caption: string): string[][];
}

export function parsePage(html: string): ParsedPage {
  const elements = [...elementsOf(parse(html))];
  const all = (name: string) => elements.filter(({ tagName }) => tagName === name);
  return {
    elements,
    all,
    table: (caption) => {
      const table = all('table').find((one) => textOf(one).startsWith(caption));
      const rows = table ? [...elementsOf(table)].filter(({ tagName }) => tagName === 'tr') : [];
      return rows.map((row) =>
        [...elementsOf(row)]
          .filter(({ tagName }) => tagName === 'td' || tagName === 'th')
          .map((cell) => textOf(cell)),
      );
    },
  };
}

/** The text of an element, with single spaces. */
export function textOf(node: DefaultTreeAdapterTypes.Node): string {
  const text = (one: DefaultTreeAdapterTypes.Node): string => {
    if (one.nodeName === '#text') return (one as DefaultTreeAdapterTypes.TextNode).value;
    return 'childNodes' in one ? one.childNodes.map(text).join('') : '';
  };
  return text(node).replace(/\s+/g, ' ').trim();
}

export function attributeOf({ attrs }: Element, name: string): string | undefined {
  return attrs.find((attribute) => attribute.name === name)?.value;
}

function* elementsOf(node: DefaultTreeAdapterTypes.ParentNode): Generator<Element> {
  for (const child of node.childNodes) {
    if (!('tagName' in child)) continue;
    yield child;
    yield* elementsOf(child);
  }
}
