import { createScanner } from 'jsonc-parser';
import { Token } from './jsonTokens';
import type { JsonObject } from './jsonTree';
import type { TextEdit, TextRange } from './text';

/** Adding keys to an object, and taking them out, in the layout of its file. */

/** A key to add: its value on one line, or a list with one entry a line. */
export interface NewKey {
  readonly key: string;
  readonly rows: string | readonly string[];
}

interface Layout {
  readonly lineEnd: string;
  /** White space before a key of the object. */
  readonly indent: string;
  /** One level of indentation. */
  readonly unit: string;
  /** The object has each key on a line of its own. */
  readonly isBroken: boolean;
}

/** Looks at no more than that line: a text without any `\r` must not be searched for one to its start. */
function lineStart(text: string, offset: number): number {
  const afterFeed = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  return afterFeed + text.slice(afterFeed, offset).lastIndexOf('\r') + 1;
}

/** The white space at the start of the line that holds `offset`. */
function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

function hasLineEnd(text: string, start: number, end: number): boolean {
  return /[\r\n]/.test(text.slice(start, end));
}

/** The file's indentation: that of its first indented line. */
function indentUnit(text: string): string {
  const first = /(?:^|[\r\n])([ \t]+)["{[]/.exec(text)?.[1];
  if (first === undefined) return '  ';
  return first.startsWith('\t') ? '\t' : first;
}

function layoutOf(text: string, node: JsonObject): Layout {
  const lineEnd = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const unit = indentUnit(text);
  const last = node.properties.at(-1);
  const first = node.properties[0];
  const isBroken = first !== undefined && hasLineEnd(text, node.offset, first.offset);
  return {
    lineEnd,
    unit,
    isBroken,
    indent: isBroken && last ? indentAt(text, last.offset) : indentAt(text, node.offset) + unit,
  };
}

/** What follows the last value of an object: its trailing comma, if any, and the end of its last comment. */
function tailOf(text: string, node: JsonObject, start: number): { hasComma: boolean; end: number } {
  const scanner = createScanner(text, false);
  scanner.setPosition(start);
  let hasComma = false;
  let end = start;
  const close = node.offset + node.length - 1;
  for (;;) {
    const token: number = scanner.scan();
    if (token === Token.EOF || scanner.getTokenOffset() >= close) return { hasComma, end };
    const isComment = token === Token.LineCommentTrivia || token === Token.BlockCommentTrivia;
    if (token === Token.CommaToken) hasComma = true;
    if (isComment || token === Token.CommaToken) end = scanner.getPosition();
  }
}

function keyText({ key, rows }: NewKey, layout: Layout): string {
  return `"${key}": ${typeof rows === 'string' ? rows : rowsText(rows, layout)}`;
}

function rowsText(rows: readonly string[], { lineEnd, indent, unit }: Layout): string {
  const lines = rows.map((row) => `${lineEnd}${indent}${unit}${row}`);
  return `[${lines.join(',')}${lineEnd}${indent}]`;
}

/** A list with one entry a line, as a value in `node`. */
export function rowsIn(text: string, node: JsonObject, rows: readonly string[]): string {
  return rowsText(rows, layoutOf(text, node));
}

/** An object with each key on a line of its own, as a value in `node`. */
export function objectText(text: string, node: JsonObject, keys: readonly NewKey[]): string {
  const { lineEnd, indent, unit } = layoutOf(text, node);
  const inner = { lineEnd, indent: indent + unit, unit, isBroken: true };
  const lines = keys.map((key) => `${lineEnd}${inner.indent}${keyText(key, inner)}`);
  return `{${lines.join(',')}${lineEnd}${indent}}`;
}

/** The edit that puts `key` before the first key of an object that has one. */
export function firstKey(text: string, node: JsonObject, key: NewKey): TextEdit {
  const layout = layoutOf(text, node);
  const offset = node.properties[0]?.offset ?? node.offset + 1;
  const after = layout.isBroken ? layout.lineEnd + indentAt(text, offset) : ' ';
  return { range: { offset, length: 0 }, newText: `${keyText(key, layout)},${after}` };
}

/**
 * The edit that takes a key out of an object, with its comma and, where it has a line of its own, that line. Comments
 * stay. One key at least must be left: another may then have a comma behind it that it did not need.
 */
export function removedKey(text: string, node: JsonObject, key: string): TextEdit[] {
  const property = node.find.get(key);
  if (!property) return [];
  let end = property.offset + property.length;
  const scanner = createScanner(text, false);
  scanner.setPosition(end);
  for (
    let token: number = scanner.scan();
    scanner.getPosition() < node.offset + node.length;
    token = scanner.scan()
  ) {
    if (token === Token.CommaToken) {
      const comma = scanner.getTokenOffset();
      const between = text.slice(end, comma);
      if (between.trim() !== '') {
        // A comment stands before the comma: both edits leave it.
        return [
          { range: { offset: property.offset, length: property.length }, newText: '' },
          { range: { offset: comma, length: 1 }, newText: '' },
        ];
      }
      end = comma + 1;
      break;
    }
    if (token === Token.CloseBraceToken) break;
  }
  const start = lineStart(text, property.offset);
  const rest = /^[ \t]*(\r\n|\n|\r|)/.exec(text.slice(end, end + 1_000))!;
  const hasOwnLine = text.slice(start, property.offset).trim() === '' && rest[1] !== '';
  if (hasOwnLine) return [{ range: { offset: start, length: end + rest[0].length - start }, newText: '' }];
  const gap = rest[1] === '' ? rest[0].length : 0;
  return [{ range: { offset: property.offset, length: end + gap - property.offset }, newText: '' }];
}

/**
 * The edits that add `keys` behind the last key of an object that has at least one: a comma where one is missing,
 * then the keys after whatever comment follows. Where the object stands on one line the keys join it.
 */
export function addedKeys(text: string, node: JsonObject, keys: readonly NewKey[]): TextEdit[] {
  const last = node.properties.at(-1);
  if (keys.length === 0 || !last) return [];
  const layout = layoutOf(text, node);
  const valueEnd = last.offset + last.length;
  const { hasComma, end } = tailOf(text, node, valueEnd);
  // After a line comment the rest of its line is comment too.
  const isBroken = layout.isBroken || hasLineEnd(text, end, node.offset + node.length);
  const before = isBroken ? `${layout.lineEnd}${layout.indent}` : ' ';
  const written = keys.map((key) => `${before}${keyText(key, layout)}`).join(',');
  const newText = written + (hasComma ? ',' : '');
  if (hasComma || end === valueEnd) {
    return [{ range: { offset: end, length: 0 }, newText: hasComma ? newText : `,${newText}` }];
  }
  return [
    { range: { offset: valueEnd, length: 0 }, newText: ',' },
    { range: { offset: end, length: 0 }, newText },
  ];
}

/** The edits that give `key` of an object the value `valueText`: in place of its value, or as a new last key. */
export function setKey(text: string, node: JsonObject, key: string, valueText: string): TextEdit[] {
  const known = node.find.get(key);
  if (known) {
    const { offset, length } = known.value;
    return [{ range: { offset, length }, newText: valueText }];
  }
  if (node.properties.length > 0) return addedKeys(text, node, [{ key, rows: valueText }]);
  // An empty object may hold comments: the key goes right behind its bracket.
  return [{ range: { offset: node.offset + 1, length: 0 }, newText: ` "${key}": ${valueText} ` }];
}

/** Where the comma behind `start` is, if nothing but space and comments is before it. */
function commaAfter(text: string, start: number): number | null {
  const scanner = createScanner(text, true);
  scanner.setPosition(start);
  const token: number = scanner.scan();
  return token === Token.CommaToken ? scanner.getTokenOffset() : null;
}

/**
 * The edits that take entry `index` out of a list or object, with the comma that belongs to it and, where nothing
 * else stands there, its lines. Comments stay.
 *
 * @param entries all entries of the list or object, in file order.
 */
export function removedEntry(text: string, entries: readonly TextRange[], index: number): TextEdit[] {
  const entry = entries[index];
  if (!entry) return [];
  const end = entry.offset + entry.length;
  const comma = commaAfter(text, end);
  const previous = entries[index - 1];
  const before = comma === null && previous ? commaAfter(text, previous.offset + previous.length) : null;
  const isNextTo = comma !== null && /^[ \t]*$/.test(text.slice(end, comma));
  const edits = [withItsLines(text, entry.offset, isNextTo ? comma + 1 : end)];
  for (const lone of [isNextTo ? null : comma, before]) {
    if (lone !== null) edits.push({ range: { offset: lone, length: 1 }, newText: '' });
  }
  return edits.sort((a, b) => a.range.offset - b.range.offset);
}

/** Takes out a stretch: its whole lines where it is alone on them, else it and the space behind or before it. */
function withItsLines(text: string, start: number, end: number): TextEdit {
  const space = (from: number): number => /^[ \t]*/.exec(text.slice(from))![0].length;
  const first = lineStart(text, start);
  const last = end + space(end);
  const lineEnd = /^(?:\r\n|\r|\n)/.exec(text.slice(last, last + 2))?.[0];
  const isAlone = /^[ \t]*$/.test(text.slice(first, start)) && lineEnd !== undefined;
  if (isAlone) return { range: { offset: first, length: last + lineEnd.length - first }, newText: '' };
  const isBehind = /[ \t]/.test(text[start - 1] ?? '') || /[[{]/.test(text[start - 1] ?? '');
  return { range: { offset: start, length: (isBehind ? last : end) - start }, newText: '' };
}
