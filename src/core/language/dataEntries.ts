import { dataFilePath } from '../network/dataPath';
import { showHidden } from '../network/hidden';
import { childOf, type JsonNode } from '../network/jsonTree';
import type { CompletionEntry } from './completionEntry';
import type { Cursor } from './cursor';
import { say } from '../words/say';

/** Completion of what lies beside the network file: CSV files, and the columns of the one that the data name. */

const COLUMN_LISTS: ReadonlySet<string> = new Set(['inputs', 'targets', 'oneHot']);

/** What must be known of other files before an answer can be given. */
export interface CompletionNeeds {
  /** The CSV file whose columns are asked for, as `data.file` has it. */
  readonly columnsOf: string | null;
  /** The folder whose files are asked for, relative to the network file's: "" or "data/". */
  readonly filesIn: string | null;
}

/** A file or folder beside the network file. */
export interface NearbyFile {
  readonly name: string;
  readonly isFolder: boolean;
}

function isColumnList({ path, expects, key }: Cursor): boolean {
  return (
    expects === 'value' &&
    key === null &&
    path.length === 2 &&
    path[0] === 'data' &&
    COLUMN_LISTS.has(String(path[1]))
  );
}

function isInputNames({ path, expects, key }: Cursor): boolean {
  return expects === 'value' && key === null && path.length === 1 && path[0] === 'inputs';
}

function isFile({ path, expects, key }: Cursor): boolean {
  return expects === 'value' && key === 'file' && path.length === 1 && path[0] === 'data';
}

/** The text of a string before the cursor, without its quote. */
function typed(text: string, { word, isString }: Cursor, offset: number): string {
  return isString ? text.slice(word.offset + 1, Math.max(offset, word.offset + 1)) : '';
}

export function completionNeeds(
  text: string,
  root: JsonNode | null,
  cursor: Cursor,
  offset: number,
): CompletionNeeds {
  const file = childOf(childOf(root, 'data'), 'file');
  const reference = file?.kind === 'string' && 'ok' in dataFilePath(file.value) ? file.value : null;
  const columnsOf = isColumnList(cursor) || isInputNames(cursor) ? reference : null;
  if (!isFile(cursor)) return { columnsOf, filesIn: null };
  const before = typed(text, cursor, offset);
  const folder = before.slice(0, before.lastIndexOf('/') + 1);
  // A folder that a reference may not lead into is not looked into.
  return { columnsOf, filesIn: folder === '' || 'ok' in dataFilePath(`${folder}x`) ? folder : null };
}

function entry(
  kind: 'column' | 'file' | 'folder',
  name: string,
  label: string,
  detail: string,
  { word, needsComma }: Cursor,
): CompletionEntry {
  const text = JSON.stringify(name);
  return {
    kind,
    source: 'network',
    label: showHidden(label),
    detail,
    explanation: '',
    insert: text + (needsComma ? ',' : ''),
    isSnippet: false,
    range: word,
    filter: text,
  };
}

/** The columns that the list around the cursor does not name yet. */
export function columnEntries(
  root: JsonNode | null,
  cursor: Cursor,
  columns: readonly string[],
): readonly CompletionEntry[] {
  if (!isColumnList(cursor)) return [];
  const data = childOf(root, 'data');
  const own = String(cursor.path[1]);
  // A column is an input or a target, and may be one-hot beside that.
  const lists = own === 'oneHot' ? ['oneHot'] : ['inputs', 'targets'];
  const taken = new Set(lists.flatMap((key) => namesIn(childOf(data, key), cursor)));
  return columns
    .filter((column) => !taken.has(column))
    .map((column) => entry('column', column, column, say('a column of the CSV file'), cursor));
}

function namesIn(list: JsonNode | undefined, { word }: Cursor): readonly string[] {
  if (list?.kind !== 'array') return [];
  return list.items.flatMap((item) =>
    item.kind === 'string' && item.offset !== word.offset ? [item.value] : [],
  );
}

/** The CSV files of the folder that was asked for, and the folders in it. */
export function fileEntries(
  cursor: Cursor,
  folder: string,
  files: readonly NearbyFile[],
): readonly CompletionEntry[] {
  if (!isFile(cursor)) return [];
  return files
    .filter(({ name, isFolder }) => isFolder || /\.csv$/i.test(name))
    .filter(({ name }) => 'ok' in dataFilePath(`${folder}${name}`))
    .map(({ name, isFolder }) => {
      const path = `${folder}${name}${isFolder ? '/' : ''}`;
      return entry(isFolder ? 'folder' : 'file', path, isFolder ? `${name}/` : name, '', cursor);
    });
}
