/** The cells of a notebook as one text, with the place in the file of every character. */

import { parseJson } from '../network/json';
import { childOf, type JsonNode } from '../network/jsonTree';
import type { Region } from './documents';
import { markdownRegions } from './documentsMarkdown';
import type { Span } from './written';

export interface NotebookText {
  /** The sources of all cells, one after the other. */
  readonly text: string;
  readonly regions: readonly Region[];
  /** A stretch of `text` as a stretch of the file. */
  readonly place: (span: Span) => Span;
}

class CellCollector {
  readonly #file: string;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #pieces: string[] = [];
  readonly #cells: (Span & { readonly isCode: boolean })[] = [];
  #length = 0;

  constructor(file: string) {
    this.#file = file;
    this.#starts = new Uint32Array(file.length + 2);
    this.#ends = new Uint32Array(file.length + 2);
  }

  add(source: JsonNode | undefined, isCode: boolean): void {
    const start = this.#length;
    const strings = source?.kind === 'array' ? source.items : source ? [source] : [];
    for (const one of strings) if (one.kind === 'string') this.#decode(one.offset, one.value);
    this.#cells.push({ start, end: this.#length, isCode });
    // The quotes around each string leave room for a line end between cells.
    if (this.#length > start) this.#push('\n', this.#ends[this.#length - 1]!, 0);
  }

  /** The characters of a JSON string: an escape is one character that takes two places or six. */
  #decode(offset: number, value: string): void {
    let at = offset + 1;
    for (let n = 0; n < value.length; n++) {
      const isEscape = this.#file[at] === '\\';
      const width = isEscape ? (this.#file[at + 1] === 'u' ? 6 : 2) : 1;
      this.#push(value[n]!, at, width);
      at += width;
    }
  }

  #push(character: string, at: number, width: number): void {
    if (this.#length >= this.#starts.length) return;
    this.#starts[this.#length] = at;
    this.#ends[this.#length] = Math.min(at + width, this.#file.length);
    this.#length++;
    this.#pieces.push(character);
  }

  result(): NotebookText {
    const text = this.#pieces.join('');
    const regions = this.#cells.flatMap(({ start, end, isCode }): readonly Region[] =>
      isCode ? [{ kind: 'code', start, end }] : markdownRegions(text, { start, end }),
    );
    return { text, regions, place: (span) => this.#place(span) };
  }

  #place({ start, end }: Span): Span {
    const first = this.#starts[start] ?? 0;
    return { start: first, end: end > start ? this.#ends[end - 1]! : first };
  }
}

/** Reads the cells of a notebook; null where the text is none. Never throws. */
export function notebookText(file: string): NotebookText | null {
  const { root } = parseJson(file, { strict: true });
  const cells = childOf(root, 'cells');
  if (cells?.kind !== 'array') return null;
  const collector = new CellCollector(file);
  for (const cell of cells.items) {
    const kind = childOf(cell, 'cell_type');
    const type = kind?.kind === 'string' ? kind.value : '';
    if (type === 'code' || type === 'markdown') collector.add(childOf(cell, 'source'), type === 'code');
  }
  return collector.result();
}
