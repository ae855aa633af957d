import type { Random } from '@org/random';

/** A JSON document as it is written, so that it can hold what `JSON.stringify` never writes. */
export type Document =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Document[] }
  | { readonly kind: 'object'; readonly members: readonly Member[] };

/** The key as it is written, its quotes included. */
type Member = readonly [key: string, value: Document];

export function documentOf(value: unknown): Document {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(documentOf) };
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, member]): Member => [JSON.stringify(key), documentOf(member)],
    );
    return { kind: 'object', members };
  }
  return text(JSON.stringify(value));
}

export function textOf(document: Document): string {
  if (document.kind === 'text') return document.text;
  if (document.kind === 'list') return `[${document.items.map(textOf).join(',')}]`;
  return `{${document.members.map(([key, value]) => `${key}:${textOf(value)}`).join(',')}}`;
}

/** The same document with a change at one place, drawn at random. */
export function mutated(document: Document, random: Random): Document {
  const size = sizeOf(document);
  // Most changes are deep in the document, where a schema is looked at last.
  if (size === 0 || random.float() < 0.25) return changed(document, random);
  const place = random.integer(size);
  if (document.kind === 'list') {
    return {
      kind: 'list',
      items: document.items.map((item, at) => (at === place ? mutated(item, random) : item)),
    };
  }
  if (document.kind === 'text') return document;
  return {
    kind: 'object',
    members: document.members.map(
      ([key, value], at): Member => (at === place ? [key, mutated(value, random)] : [key, value]),
    ),
  };
}

function sizeOf(document: Document): number {
  if (document.kind === 'text') return 0;
  return document.kind === 'list' ? document.items.length : document.members.length;
}

function changed(document: Document, random: Random): Document {
  if (document.kind === 'list' && random.float() < 0.4) return otherList(document.items, random);
  if (document.kind === 'object' && random.float() < 0.5) {
    return otherObject(document.members, random);
  }
  if (random.float() < 0.15) return nested(document, pick([1, 3, 99, 101, 5000], random), random);
  return text(pick(VALUES, random));
}

function otherList(items: readonly Document[], random: Random): Document {
  const first = items[0] ?? text('318');
  // Most are short, so that the long ones do not take all the time.
  const lengths = random.float() < 0.04 ? [10_000, 10_001, 100_000, 100_001] : [0, 1, 2, 257, 1001];
  return { kind: 'list', items: Array(pick(lengths, random)).fill(first) };
}

function otherObject(members: readonly Member[], random: Random): Document {
  const place = random.integer(Math.max(1, members.length));
  const [name, value] = members[place] ?? ['"a"', text('1')];
  const others = members.filter((_, at) => at !== place);
  switch (random.integer(5)) {
    case 0:
      return { kind: 'object', members: others };
    case 1:
      return { kind: 'object', members: [...members, [name, mutated(value, random)]] };
    case 2:
      return { kind: 'object', members: [...others, [pick(KEYS, random), value]] };
    case 3:
      return { kind: 'object', members: [...members, [pick(KEYS, random), text('{"a":1}')]] };
    default: {
      const count = random.float() < 0.1 ? 2001 : 30;
      const added = Array.from({ length: count }, (_, n): Member => [`"n${n}"`, text('1')]);
      return { kind: 'object', members: [...members, ...added] };
    }
  }
}

function nested(document: Document, levels: number, random: Random): Document {
  const [open, close] = pick(
    [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const,
    random,
  );
  return text(`${open.repeat(levels)}${textOf(document)}${close.repeat(levels)}`);
}

function text(written: string): Document {
  return { kind: 'text', text: written };
}

export function pick<Value>(values: readonly Value[], random: Random): Value {
  return values[random.integer(values.length)] as Value;
}

const KEYS = [
  ...['"__proto__"', '"constructor"', '"prototype"', '"toString"', '"hasOwnProperty"', '"length"'],
  ...['""', '"\\u0000"', '"\\ud800"', '"history"', '"k"', '"events"', '"a.b"', '"0"', '"é"'],
  ...['unquoted', "'single'", '"\\u005f_proto__"', '"then"', '"toJSON"', '"valueOf"'],
];

/** What a client may write instead of a value. */
const VALUES = [
  ...['null', 'true', 'false', '{}', '[]', '""', '" "', '-1', '0', '-0', '1', '1.5', '1e3', '1001'],
  ...['1e999', '-1e999', '1e-999', 'NaN', 'Infinity', '-Infinity', 'undefined', '0x10', '01', '+1'],
  ...[
    '9007199254740991',
    '9007199254740992',
    '-9007199254740993',
    '1'.repeat(400),
    '1e',
    '.5',
    '5.',
  ],
  ...['4503599627370497.5', '0.1234567890123456789', '100000000000000000000000000000'],
  ...['"\\ud800"', '"\\udc00x"', '"\\u0000"', '"\\u202e"', '"\\ufeff"', '"\\""', '"\\', '"\\x41"'],
  ...['"__proto__"', '"constructor"', '"toString"', '"5"', '"-0"', '"NaN"', '"null"', '"é"', '"é"'],
  ...['"a/b"', '"50%"', '"%2F"', '"%zz"', '"../../etc/passwd"', '"<script>"', '"\\n\\r\\t"'],
  ...['"\' or 1=1 --"', '"{}"', '"[]"', '"name@current"', '"model@"', '"@"', '"😀"', '"👩‍👩‍👧"'],
  ...[`"${'x'.repeat(300)}"`, `"${'é'.repeat(5000)}"`, `"${'\\u0000'.repeat(100)}"`],
  ...['"genre in (\'Drama\')"', '"year >= "', '"(((((((((("', '"not not not not year"', '"1 = 1"'],
  ...['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}'],
  ...[
    '{"filter":{"and":[]}}',
    '{"filter":"year > 1e999"}',
    '[1,"1",1.0]',
    '[null]',
    '[[]]',
    '[{}]',
  ],
  ...['{"a":1,"a":2}', '[1,]', '{"a":1,}', '{,}', '[', '}', ']', ',', ':', '"', '/* */1', '\u0000'],
];
