import type { ParsedNetwork } from '../network/parse';
import type { TextRange } from '../network/text';
import {
  formOfPart,
  type NamePart,
  partRange,
  partsOf,
  type WrittenName,
  writtenNames,
} from './writtenNames';

/** Where one symbol is written: alone, or within another. */
export interface Occurrence {
  readonly name: WrittenName;
  readonly part: NamePart;
  /** In the text, without quotes. */
  readonly range: TextRange;
  /** The whole name is this symbol: here it is given to something. */
  readonly isWhole: boolean;
}

/** The symbol under a cursor. */
export interface SymbolAt extends Occurrence {
  /** The symbol as its place spells it. */
  readonly spelling: string;
  readonly form: string;
}

type Text = Pick<ParsedNetwork, 'text' | 'root'>;

/**
 * The symbol at `offset`: the smallest part of a name that the file gives to something elsewhere, else the whole
 * name; null where no name stands. Pauses.
 */
export function* symbolAtSteps(
  { text, root }: Text,
  offset: number,
): Generator<undefined, SymbolAt | null, undefined> {
  const names = yield* writtenNames(root);
  const name = names.find(({ node }) => node.offset <= offset && offset <= node.offset + node.length);
  if (!name) return null;
  const around = partsOf(name.node.value)
    .map((part) => ({ part, range: partRange(text, name, part) }))
    .filter(({ range }) => range.offset <= offset && offset <= range.offset + range.length)
    .sort((a, b) => a.range.length - b.range.length);
  const wholes = around.length > 1 ? new Set(names.map(wholeForm)) : new Set<string | null>();
  for (const { part, range } of around) {
    const spelling = name.node.value.slice(part.offset, part.offset + part.length);
    const isWhole = part.length === name.node.value.length;
    const form = formOfPart(spelling, name);
    if (form !== null && (isWhole || wholes.has(form))) return { name, part, range, isWhole, spelling, form };
  }
  // A name that is a number, or empty, is its own.
  const [part] = partsOf(name.node.value);
  if (!part) return null;
  const { value } = name.node;
  return { name, part, range: partRange(text, name, part), isWhole: true, spelling: value, form: value };
}

function wholeForm(name: WrittenName): string | null {
  return formOfPart(name.node.value, name);
}

/** Everywhere that the symbol is written, in file order. Pauses. */
export function* occurrenceSteps(
  { text, root }: Text,
  symbol: SymbolAt,
): Generator<undefined, readonly Occurrence[], undefined> {
  const found: Occurrence[] = [];
  const names = yield* writtenNames(root);
  let looked = 0;
  for (const name of names) {
    if (++looked % 5_000 === 0) yield undefined;
    const { value } = name.node;
    if (name.node === symbol.name.node && symbol.isWhole) {
      found.push(symbol);
      continue;
    }
    for (const part of partsOf(value)) {
      const isWhole = part.length === value.length;
      if (formOfPart(value.slice(part.offset, part.offset + part.length), name) !== symbol.form) continue;
      found.push({ name, part, range: partRange(text, name, part), isWhole });
      if (isWhole) break;
    }
  }
  return withoutOverlaps(
    found.sort((a, b) => a.range.offset - b.range.offset || b.range.length - a.range.length),
  );
}

/** Of parts that lie in one another the outer ones. */
function withoutOverlaps(sorted: readonly Occurrence[]): readonly Occurrence[] {
  let end = -1;
  return sorted.filter(({ range }) => {
    if (range.offset < end) return false;
    end = range.offset + range.length;
    return true;
  });
}
