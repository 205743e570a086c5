/** The cells of a notebook as one text, with the place in the file of every character. */

import { parseJsonSteps } from '../network/json';
import { childOf, type JsonNode } from '../network/jsonTree';
import { Pace, type Steps } from '../network/steps';
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

/** Characters that are placed between two pauses: about a millisecond. */
const CHARACTERS_PER_STEP = 20_000;

class CellCollector {
  readonly #file: string;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #pieces: string[] = [];
  readonly #cells: (Span & { readonly isCode: boolean })[] = [];
  readonly #pace = new Pace(CHARACTERS_PER_STEP);
  #length = 0;

  constructor(file: string) {
    this.#file = file;
    this.#starts = new Uint32Array(file.length + 2);
    this.#ends = new Uint32Array(file.length + 2);
  }

  *add(source: JsonNode | undefined, isCode: boolean): Steps<void> {
    const start = this.#length;
    const strings = source?.kind === 'array' ? source.items : source ? [source] : [];
    for (const one of strings) if (one.kind === 'string') yield* this.#decode(one.offset, one.value);
    this.#cells.push({ start, end: this.#length, isCode });
    // The quotes around each string leave room for a line end between cells.
    if (this.#length > start) {
      this.#pieces.push('\n');
      this.#push(this.#ends[this.#length - 1]!, 0);
    }
  }

  /** The characters of a JSON string: an escape is one character that takes two places or six. */
  *#decode(offset: number, value: string): Steps<void> {
    this.#pieces.push(value);
    let at = offset + 1;
    for (let n = 0; n < value.length; n++) {
      if (this.#pace.isDue()) yield;
      const isEscape = this.#file[at] === '\\';
      const width = isEscape ? (this.#file[at + 1] === 'u' ? 6 : 2) : 1;
      this.#push(at, width);
      at += width;
    }
  }

  #push(at: number, width: number): void {
    this.#starts[this.#length] = at;
    this.#ends[this.#length] = Math.min(at + width, this.#file.length);
    this.#length++;
  }

  *result(): Steps<NotebookText> {
    const text = this.#pieces.join('');
    const regions: Region[] = [];
    for (const { start, end, isCode } of this.#cells) {
      if (isCode) regions.push({ kind: 'code', start, end });
      else for (const region of yield* markdownRegions(text, { start, end })) regions.push(region);
      yield;
    }
    return { text, regions, place: (span) => this.#place(span) };
  }

  #place({ start, end }: Span): Span {
    const first = this.#starts[start] ?? 0;
    return { start: first, end: end > start ? this.#ends[end - 1]! : first };
  }
}

/** Reads the cells of a notebook in short steps; null where the text is none. Never throws. */
export function* notebookText(file: string): Steps<NotebookText | null> {
  const { root } = yield* parseJsonSteps(file, { strict: true });
  const cells = childOf(root, 'cells');
  if (cells?.kind !== 'array') return null;
  const collector = new CellCollector(file);
  for (const cell of cells.items) {
    const kind = childOf(cell, 'cell_type');
    const type = kind?.kind === 'string' ? kind.value : '';
    if (type === 'code' || type === 'markdown')
      yield* collector.add(childOf(cell, 'source'), type === 'code');
  }
  return yield* collector.result();
}
