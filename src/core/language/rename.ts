import { type ParsedNetwork, parseSteps } from '../network/parse';
import { keyPathAt, subjectAt } from '../network/places';
import type { TextEdit, TextRange } from '../network/text';
import { occurrenceSteps, type SymbolAt, symbolAtSteps } from './occurrences';
import { inLettersOf } from './writtenNames';

/** Renaming a unit or a symbol everywhere in a file: names change, numbers and comments never. */

/** Why nothing can be renamed at a place, or not to that. */
export type RenameRefusal =
  /** The file has errors; the first is at this offset. */
  | { readonly kind: 'broken'; readonly offset: number }
  /** A number stands there; its name may stand elsewhere. */
  | { readonly kind: 'number' }
  /** A column of a CSV file is named by that file. */
  | { readonly kind: 'column' }
  | { readonly kind: 'nothing' }
  /** The new name cannot be seen. */
  | { readonly kind: 'blank' }
  /** With the new name the file would have this error. */
  | { readonly kind: 'invalid'; readonly message: string };

export interface Renaming {
  /** What is under the cursor, without quotes. */
  readonly range: TextRange;
  /** As the file spells it. */
  readonly name: string;
}

interface Refused {
  readonly refusal: RenameRefusal;
}

/** What would be renamed at `offset`. Pauses. */
export function* renamingSteps(
  parsed: ParsedNetwork,
  offset: number,
): Generator<undefined, Renaming | Refused, undefined> {
  const found = yield* symbolSteps(parsed, offset);
  return 'refusal' in found ? found : { range: found.range, name: found.spelling };
}

function* symbolSteps(
  parsed: ParsedNetwork,
  offset: number,
): Generator<undefined, SymbolAt | Refused, undefined> {
  if (!parsed.network) {
    const error = parsed.diagnostics.find(({ severity }) => severity === 'error');
    return { refusal: { kind: 'broken', offset: error?.range.offset ?? 0 } };
  }
  const symbol = yield* symbolAtSteps(parsed, offset);
  if (symbol) return symbol;
  const place = keyPathAt(parsed, offset);
  const isColumn =
    parsed.network.data?.kind === 'file' && place?.path[0] === 'data' && place.path.length === 3;
  if (isColumn) return { refusal: { kind: 'column' } };
  const isNumber =
    place?.isOnKey === false && subjectAt(parsed, offset) !== null && typeof place.path.at(-1) === 'number';
  return { refusal: { kind: isNumber ? 'number' : 'nothing' } };
}

/**
 * The edits that call what is at `offset` `newName` wherever the file writes it: in names, in templates with their
 * own index letters, and within other symbols. The text that they make has been read, and is free of errors. Edits
 * come in file order and do not overlap. Pauses.
 */
export function* renameSteps(
  parsed: ParsedNetwork,
  offset: number,
  newName: string,
): Generator<undefined, { readonly edits: readonly TextEdit[] } | Refused, undefined> {
  const symbol = yield* symbolSteps(parsed, offset);
  if ('refusal' in symbol) return symbol;
  if (newName.trim() === '') return { refusal: { kind: 'blank' } };
  const occurrences = yield* occurrenceSteps(parsed, symbol);
  const edits = occurrences.map(({ name, part, range }): TextEdit => {
    const written = inLettersOf(newName, symbol.name, name);
    const isOneSign = /^(?:[A-Za-z0-9]|\\[A-Za-z]+)$/.test(written);
    const newText = part.needsBraces && !isOneSign ? `{${written}}` : written;
    return { range, newText: JSON.stringify(newText).slice(1, -1) };
  });
  const after = yield* parseSteps(withEdits(parsed.text, edits));
  const error = after.diagnostics.find(({ severity }) => severity === 'error');
  return error ? { refusal: { kind: 'invalid', message: error.message } } : { edits };
}

/** @param edits in file order, without overlaps. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { range, newText } of edits) {
    pieces.push(text.slice(at, range.offset), newText);
    at = range.offset + range.length;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}
