import { childOf, type JsonNode, offsetInString } from '../network/jsonTree';
import type { SymbolKind } from '../network/symbols';
import { parseTemplate } from '../network/template';
import type { TextRange } from '../network/text';

/**
 * The names and symbols that a file writes, and which of them stand within others: h_1 in a_{h_1}, h_j in a_{h_j},
 * o_j as o_k in E_{o_k}. Nothing here depends on what a network computes.
 */

export type JsonText = Extract<JsonNode, { kind: 'string' }>;

/** A name or template of the file, with what it is for. */
export interface WrittenName {
  readonly node: JsonText;
  readonly kind: SymbolKind | 'loss';
  /** −1 for what belongs to no layer. */
  readonly layer: number;
  /** The layer whose units each index letter of a template counts, −1 for the inputs; none in a list of names. */
  readonly letters: ReadonlyMap<string, number>;
}

const NO_LETTERS: ReadonlyMap<string, number> = new Map();

/** What the letters of a template of this kind count, in a network of `depth` layers. */
function lettersOf(kind: SymbolKind, layer: number, depth: number): ReadonlyMap<string, number> {
  switch (kind) {
    case 'weight':
      return new Map([
        ['i', layer - 1],
        ['j', layer],
      ]);
    case 'input':
      return new Map([
        ['i', -1],
        ['j', -1],
      ]);
    case 'target':
    case 'lossTerm':
      return new Map([['k', depth - 1]]);
    default:
      return new Map([['j', layer]]);
  }
}

/** Names looked at between two pauses. */
const NAMES_PER_STEP = 5_000;

/** Every name and template that the file writes where it belongs, in no order; pauses after every 5,000. */
export function* writtenNames(
  root: JsonNode | null,
): Generator<undefined, readonly WrittenName[], undefined> {
  const found: WrittenName[] = [];
  const layers = childOf(root, 'layers');
  const layerNodes = layers?.kind === 'array' ? layers.items : [];
  const depth = layerNodes.length;
  function* add(
    node: JsonNode | undefined,
    kind: WrittenName['kind'],
    layer: number,
    isListed: boolean,
  ): Generator<undefined, void, undefined> {
    if (node?.kind === 'string') {
      const letters = isListed || kind === 'loss' ? NO_LETTERS : lettersOf(kind, layer, depth);
      found.push({ node, kind, layer, letters });
      if (found.length % NAMES_PER_STEP === 0) yield undefined;
    } else if (node?.kind === 'array') {
      for (const item of node.items) yield* add(item, kind, layer, true);
    }
  }
  yield* add(childOf(root, 'inputs'), 'input', -1, true);
  const symbols = childOf(root, 'symbols');
  for (const kind of ['loss', 'lossTerm', 'target', 'input'] as const) {
    yield* add(childOf(symbols, kind), kind, -1, false);
  }
  for (const [l, layer] of layerNodes.entries()) {
    yield* add(childOf(layer, 'units'), 'activation', l, true);
    const own = childOf(layer, 'symbols');
    for (const kind of ['weight', 'bias', 'preActivation', 'activation'] as const) {
      yield* add(childOf(own, kind), kind, l, false);
    }
  }
  return found;
}

/** A part of a name that may be a symbol by itself. */
export interface NamePart extends TextRange {
  /** It is a subscript or superscript without braces: another one needs them if it is longer. */
  readonly needsBraces: boolean;
}

const COMMAND = /\\(?:[A-Za-z]+|[^])/y;
/** Their arguments are words, not symbols. */
const FONTS: ReadonlySet<string> = new Set(['\\text', '\\mathrm', '\\mathbf']);

/** The whole name, then each group of it, each part of a group between commas, and each bare script. */
export function partsOf(name: string): readonly NamePart[] {
  const parts: NamePart[] = [{ offset: 0, length: name.length, needsBraces: false }];
  const open: { readonly start: number; readonly isWords: boolean; commas: number[] }[] = [];
  let isScript = false;
  let isWords = false;
  let at = 0;
  while (at < name.length) {
    const character = name[at]!;
    COMMAND.lastIndex = at;
    const command = character === '\\' ? COMMAND.exec(name)?.[0] : undefined;
    const taken = command ?? character;
    if (isScript && !'{}'.includes(character) && !insideWords(open)) {
      parts.push({ offset: at, length: taken.length, needsBraces: true });
    }
    if (character === '{') open.push({ start: at + 1, isWords: isWords || insideWords(open), commas: [] });
    else if (character === ',') open.at(-1)?.commas.push(at);
    else if (character === '}') {
      const group = open.pop();
      if (group && !group.isWords) addGroup(parts, group.start, at, group.commas);
    }
    isScript = character === '_' || character === '^';
    isWords = command !== undefined && FONTS.has(command);
    at += taken.length;
  }
  return parts;
}

function insideWords(open: readonly { readonly isWords: boolean }[]): boolean {
  return open.at(-1)?.isWords ?? false;
}

function addGroup(parts: NamePart[], start: number, end: number, commas: readonly number[]): void {
  const add = (from: number, to: number): void => {
    if (to > from) parts.push({ offset: from, length: to - from, needsBraces: false });
  };
  add(start, end);
  if (commas.length === 0) return;
  let from = start;
  for (const comma of [...commas, end]) {
    add(from, comma);
    from = comma + 1;
  }
}

/** Stand for the units of a layer; from the private use area, so in no symbol that is mathematics. */
const FIRST_MARK = 0xe000;

/**
 * A form that two spellings of one symbol share: index letters are what they count, and braces around one sign go.
 * Null for what is no symbol by itself: an index, a number, nothing.
 */
export function formOfPart(part: string, { letters }: WrittenName): string | null {
  if (letters.size > 0 && Array.from(part).every((letter) => letters.has(letter))) return null;
  if (/^[\d\s,.()]*$/.test(part)) return null;
  if (letters.size === 0) return withoutBraces(part);
  const { parts } = parseTemplate(part, [...letters.keys()].join(''));
  const marked = parts.map((one) =>
    one.kind === 'text'
      ? one.text
      : Array.from(one.letters, (letter) => String.fromCharCode(FIRST_MARK + letters.get(letter)! + 1)).join(
          '',
        ),
  );
  return withoutBraces(marked.join(''));
}

function withoutBraces(symbol: string): string {
  return symbol.replace(/([_^])\{([^{}\\])\}/gu, '$1$2');
}

/** `text` as one written in the letters of `from` reads in those of `to`. */
export function inLettersOf(text: string, from: WrittenName, to: WrittenName): string {
  if (from.letters.size === 0 || to.letters.size === 0) return text;
  const { parts } = parseTemplate(text, [...from.letters.keys()].join(''));
  const letterFor = (letter: string): string => {
    const counted = from.letters.get(letter);
    if (to.letters.get(letter) === counted) return letter;
    for (const [other, layer] of to.letters) if (layer === counted) return other;
    return letter;
  };
  return parts
    .map((part) => (part.kind === 'text' ? part.text : Array.from(part.letters, letterFor).join('')))
    .join('');
}

/** Where a part of a name stands in the text. */
export function partRange(text: string, { node }: WrittenName, part: TextRange): TextRange {
  const offset = offsetInString(text, node, part.offset);
  return { offset, length: offsetInString(text, node, part.offset + part.length) - offset };
}
