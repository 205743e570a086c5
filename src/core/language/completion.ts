import type { ParsedNetwork } from '../network/parse';
import type { CompletionEntry } from './completionEntry';
import { cursorAt } from './cursor';
import {
  columnEntries,
  completionNeeds,
  fileEntries,
  type CompletionNeeds,
  type NearbyFile,
} from './dataEntries';
import { formulaEntries } from './formulaEntries';
import { nameEntries } from './nameEntries';
import { schemaEntries } from './schemaEntries';

export type { CompletionEntry } from './completionEntry';
export type { CompletionNeeds, NearbyFile } from './dataEntries';

type Text = Pick<ParsedNetwork, 'text' | 'root'>;

/** What was found of other files: what `neededAt` asked for, as far as it is there. */
export interface Nearby {
  readonly columns: readonly string[];
  readonly files: readonly NearbyFile[];
}

/** What must be known of other files before `completionsAt` can answer. */
export function neededAt({ text, root }: Text, offset: number): CompletionNeeds {
  return completionNeeds(text, root, cursorAt(text, root, offset), offset);
}

/** Everything that can be written at `offset`, also in a text that is only half written; each thing once. */
export function completionsAt(
  { text, root }: Text,
  offset: number,
  nearby: Nearby,
): readonly CompletionEntry[] {
  const cursor = cursorAt(text, root, offset);
  const { filesIn } = completionNeeds(text, root, cursor, offset);
  return [
    ...schemaEntries(root, cursor),
    ...formulaEntries(text, cursor, offset),
    ...nameEntries(root, cursor, nearby.columns),
    ...columnEntries(root, cursor, nearby.columns),
    ...(filesIn === null ? [] : fileEntries(cursor, filesIn, nearby.files)),
  ];
}
