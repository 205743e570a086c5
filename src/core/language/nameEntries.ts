import { showHidden } from '../network/hidden';
import { childOf, entryCount, type JsonNode } from '../network/jsonTree';
import { symbolToUnicode } from '../network/spelling';
import { INDEX_LETTERS, standardSymbols, type SymbolKind } from '../network/symbols';
import { fillTemplate, parseTemplate } from '../network/template';
import type { CompletionEntry } from './completionEntry';
import type { Cursor } from './cursor';
import { say } from '../words/say';

/** Completion of names and symbols: templates where one is expected, and the next name of a list. */

interface NamePlace {
  readonly kind: SymbolKind | 'loss';
  readonly layer: number;
  /** Null where the symbol of all is written; else the indices, from 0, of the one whose name is expected. */
  readonly at: { readonly i: number; readonly j: number } | null;
}

const LAYER_KINDS: ReadonlySet<string> = new Set(['weight', 'bias', 'preActivation', 'activation']);
const NETWORK_KINDS: ReadonlySet<string> = new Set(['loss', 'lossTerm', 'target', 'input']);

/** What is named where the cursor is. */
function namePlace({ path, key, index, expects }: Cursor): NamePlace | null {
  if (expects !== 'value') return null;
  const [first, layer, third, ...rest] = path;
  if (path.length === 1 && first === 'inputs')
    return { kind: 'input', layer: -1, at: { i: index, j: index } };
  if (first === 'symbols') {
    const kind = String(key ?? layer);
    if (!NETWORK_KINDS.has(kind) || path.length > 2) return null;
    return { kind: kind as NamePlace['kind'], layer: -1, at: key === null ? { i: index, j: index } : null };
  }
  if (first !== 'layers' || typeof layer !== 'number') return null;
  if (third === 'units' && rest.length === 0)
    return { kind: 'activation', layer, at: { i: index, j: index } };
  if (third !== 'symbols') return null;
  const kind = String(key ?? rest[0]);
  if (!LAYER_KINDS.has(kind)) return null;
  const at =
    key !== null
      ? null
      : kind === 'weight'
        ? { i: Number(rest[1] ?? index), j: index }
        : { i: index, j: index };
  // The rows of a grid of names are lists themselves.
  if (kind === 'weight' && at && rest.length < 2) return null;
  return { kind: kind as SymbolKind, layer, at };
}

/** The format's own symbol, and others that textbooks use. */
function templatesOf({ kind, layer }: NamePlace, depth: number): readonly string[] {
  const l = `^{(${layer + 1})}`;
  switch (kind) {
    case 'loss':
      return ['L', 'E', 'E_{total}', 'J', 'C'];
    case 'lossTerm':
      return ['L_k', 'E_k', 'J_k'];
    case 'target':
      return ['t_k', 'd_k', 'target_k'];
    case 'input':
      return ['x_i', 'i_i', 'in_i'];
    case 'weight':
      return [standardSymbols(layer, depth).weight, 'w_{ij}', `w${l}_{ij}`, `\\theta${l}_{ij}`];
    case 'bias':
      return [standardSymbols(layer, depth).bias, 'b_j', `b${l}_j`];
    case 'preActivation':
      return [standardSymbols(layer, depth).preActivation, 'a_j', 'z_j', `z${l}_j`, 'net_j'];
    case 'activation':
      return [standardSymbols(layer, depth).activation, 'h_j', 'y_j', `a${l}_j`, 'out_j'];
  }
}

function indicesOf({ at }: NamePlace): { i: number; j: number; k: number } {
  return { i: (at?.i ?? 0) + 1, j: (at?.j ?? 0) + 1, k: (at?.j ?? 0) + 1 };
}

function filled(template: string, place: NamePlace): string {
  const letters = place.kind === 'loss' ? '' : INDEX_LETTERS[place.kind];
  return fillTemplate(parseTemplate(template, letters), indicesOf(place));
}

/** A name that goes on counting where `name` stopped: h_9 → h_{10}; null if it does not count. */
function nextName(name: string): string | null {
  const [, before, digits, after] = /^(.*?)(\d+)(\D*)$/.exec(name) ?? [];
  if (before === undefined || digits === undefined || after === undefined || digits.length > 9) return null;
  const next = String(Number(digits) + 1);
  const isBare = /[_^]$/.test(before) && next.length > 1;
  return `${before}${isBare ? `{${next}}` : next}${after}`;
}

/** The names that stand in the list around the cursor, but for the one that is being written. */
function namesAround({ container, word }: Cursor): readonly string[] {
  if (container?.kind !== 'array') return [];
  return container.items.flatMap((item) =>
    item.kind === 'string' && item.offset !== word.offset ? [item.value] : [],
  );
}

function entry(name: string, detail: string, { word, needsComma }: Cursor): CompletionEntry {
  const text = JSON.stringify(name);
  return {
    kind: 'name',
    source: 'network',
    label: showHidden(name),
    detail: showHidden(detail),
    explanation: '',
    insert: text + (needsComma ? ',' : ''),
    isSnippet: false,
    range: word,
    filter: text,
  };
}

/** Symbols for what the cursor names; `columns` of the data are names of inputs too. */
export function nameEntries(
  root: JsonNode | null,
  cursor: Cursor,
  columns: readonly string[],
): readonly CompletionEntry[] {
  const place = namePlace(cursor);
  if (!place) return [];
  const depth = Math.max(entryCount(childOf(root, 'layers')), place.layer + 1);
  const templates = [...new Set(templatesOf(place, depth))];
  if (!place.at) {
    return templates.map((template, index) => {
      const first = symbolToUnicode(filled(template, place));
      const detail = place.kind === 'loss' ? first : `${first}, …`;
      return entry(template, index === 0 ? say('{0} (the format’s own)', detail) : detail, cursor);
    });
  }
  const written = namesAround(cursor);
  const next = written.map(nextName).findLast((name) => name !== null);
  const names = new Map<string, string>();
  if (next !== undefined) names.set(next, symbolToUnicode(next));
  // Names in a list are those of single things: the textbooks' templates would be many.
  const own = filled(templates[0]!, place);
  if (!names.has(own)) names.set(own, say('{0} (the format’s own)', symbolToUnicode(own)));
  if (place.kind === 'input' && cursor.path[0] === 'inputs') {
    for (const column of columns) if (!names.has(column)) names.set(column, say('a column of the data'));
  }
  return Array.from(names)
    .filter(([name]) => !written.includes(name))
    .map(([name, detail]) => entry(name, detail, cursor));
}
