import type { JsonNode } from '../network/jsonTree';
import { networkFile } from '../network/schema';
import {
  type Choice,
  choicesOf,
  helpOf,
  possibleForms,
  possibleSchemas,
  type SchemaHelp,
  shapeOf,
  valueKindsOf,
} from '../network/schemaWalk';
import { type Snippet, SNIPPETS } from '../network/snippets';
import { type CompletionEntry, literalInSnippet } from './completionEntry';
import { type Cursor, objectAround } from './cursor';

/** Completion of what the schema of the format knows: keys, words, and ways to begin a value. */

type Schema = Parameters<typeof helpOf>[0];

/** The keys that are not there yet, or the words and snippets of the value that is expected. */
export function schemaEntries(root: JsonNode | null, cursor: Cursor): readonly CompletionEntry[] {
  switch (cursor.expects) {
    case 'key':
      return keyEntries(root, cursor);
    case 'value':
      return valueEntries(root, cursor);
    case 'nothing':
      return [];
  }
}

function keyEntries(root: JsonNode | null, cursor: Cursor): readonly CompletionEntry[] {
  const object = objectAround(cursor);
  if (!object) return [];
  const { word } = cursor;
  const written = new Set(
    object.properties.filter(({ keyRange }) => keyRange.offset !== word.offset).map(({ key }) => key),
  );
  const found = new Map<string, CompletionEntry>();
  for (const schema of possibleSchemas(networkFile, root ?? undefined, cursor.path)) {
    for (const form of possibleForms(schema, object)) {
      for (const [key, value] of Object.entries(shapeOf(form) ?? {})) {
        if (!written.has(key) && !found.has(key)) found.set(key, keyEntry(key, value, cursor));
      }
    }
  }
  return [...found.values()];
}

function keyEntry(key: string, schema: Schema, { word, hasColon, needsComma }: Cursor): CompletionEntry {
  const help = helpOf(schema);
  const name = JSON.stringify(key);
  const comma = needsComma ? ',' : '';
  const value = `: ${beginning(schema, help)}${comma}`;
  return {
    kind: 'key',
    source: 'schema',
    label: key,
    detail: '',
    explanation: help.explanation,
    insert: literalInSnippet(name) + (hasColon ? '' : value),
    isSnippet: true,
    range: word,
    filter: name,
  };
}

/** How a value begins, as a snippet: its default to write over, or the signs around it. */
function beginning(schema: Schema, { standard, snippets }: SchemaHelp): string {
  const words = choicesOf(schema);
  if (snippets.length > 0 || words.length > 1) return '$1';
  if (standard !== undefined) return `\${1:${literalInSnippet(JSON.stringify(standard))}}`;
  const kinds = valueKindsOf(schema);
  if (kinds.includes('text')) return '"$1"';
  if (kinds.includes('object')) return '{$1}';
  if (kinds.includes('list')) return '[$1]';
  return kinds.includes('number') ? '${1:0}' : '$1';
}

function valueEntries(root: JsonNode | null, cursor: Cursor): readonly CompletionEntry[] {
  const { container, path, key, index } = cursor;
  const place = !container ? [] : [...path, key ?? index];
  const found = new Map<string, CompletionEntry>();
  const add = (entry: CompletionEntry): void => {
    if (!found.has(entry.label)) found.set(entry.label, entry);
  };
  for (const schema of possibleSchemas(networkFile, root ?? undefined, place)) {
    const help = helpOf(schema);
    for (const choice of choicesOf(schema)) add(wordEntry(choice, cursor));
    // Text in quotes has begun as a word.
    if (!cursor.isString)
      for (const snippet of snippetsOf(help, container !== null)) add(snippetEntry(snippet, cursor));
  }
  return [...found.values()];
}

function snippetsOf({ snippets }: SchemaHelp, isInside: boolean): readonly Snippet[] {
  return isInside ? snippets : SNIPPETS.network;
}

function wordEntry({ word, explanation }: Choice, cursor: Cursor): CompletionEntry {
  const text = JSON.stringify(word);
  return {
    kind: 'word',
    source: 'schema',
    label: String(word),
    detail: '',
    explanation,
    insert: text + (cursor.needsComma ? ',' : ''),
    isSnippet: false,
    range: cursor.word,
    filter: text,
  };
}

function snippetEntry({ label, description, bodyText }: Snippet, cursor: Cursor): CompletionEntry {
  return {
    kind: 'snippet',
    source: 'schema',
    label,
    detail: description,
    explanation: '',
    insert: bodyText + (cursor.needsComma ? ',' : ''),
    isSnippet: true,
    range: cursor.word,
    filter: label,
  };
}
