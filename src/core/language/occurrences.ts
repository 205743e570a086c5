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
  const inner = around.filter(({ part }) => part.length < name.node.value.length);
  const given = yield* givenForms(names, new Set(inner.map(({ part }) => formOf(name, part))));
  for (const { part, range } of around) {
    const spelling = name.node.value.slice(part.offset, part.offset + part.length);
    const isWhole = part.length === name.node.value.length;
    const form = formOf(name, part);
    if (form !== null && (isWhole || given.has(form))) return { name, part, range, isWhole, spelling, form };
  }
  // A name that is a number, or empty, is its own.
  const [part] = partsOf(name.node.value);
  if (!part) return null;
  const { value } = name.node;
  return { name, part, range: partRange(text, name, part), isWhole: true, spelling: value, form: value };
}

function formOf(name: WrittenName, { offset, length }: NamePart): string | null {
  return formOfPart(name.node.value.slice(offset, offset + length), name);
}

/** Names looked at between two pauses. */
const NAMES_PER_STEP = 1_000;

/** Those of the forms that are whole names somewhere. */
function* givenForms(
  names: readonly WrittenName[],
  forms: ReadonlySet<string | null>,
): Generator<undefined, ReadonlySet<string>, undefined> {
  const given = new Set<string>();
  if (forms.size === 0) return given;
  for (const [index, name] of names.entries()) {
    if (index % NAMES_PER_STEP === NAMES_PER_STEP - 1) yield undefined;
    const form = formOfPart(name.node.value, name);
    if (form !== null && forms.has(form)) given.add(form);
  }
  return given;
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
    if (++looked % NAMES_PER_STEP === 0) yield undefined;
    const { value } = name.node;
    if (name.node === symbol.name.node && symbol.isWhole) {
      found.push(symbol);
      continue;
    }
    for (const part of partsOf(value)) {
      const isWhole = part.length === value.length;
      if (formOf(name, part) !== symbol.form) continue;
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
