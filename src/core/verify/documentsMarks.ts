/**
 * Looks for marks in a text that is walked through from its start to its end. The last answer for each mark is
 * remembered, so that the whole walk takes time that grows with the text, however often a mark is asked for.
 */
export class Marks {
  readonly #text: string;
  readonly #end: number;
  /** Between `from` and `found` there is no such mark. */
  readonly #known = new Map<string, { readonly from: number; readonly found: number }>();

  constructor(text: string, end: number) {
    this.#text = text;
    this.#end = end;
  }

  /** Where `mark` stands next, at `from` or after it; −1 if not before the end. */
  find(mark: string, from: number): number {
    const known = this.#known.get(mark);
    if (known && from >= known.from && (known.found < 0 || from <= known.found)) return known.found;
    const place = this.#text.indexOf(mark, from);
    const found = place < 0 || place + mark.length > this.#end ? -1 : place;
    this.#known.set(mark, { from, found });
    return found;
  }

  /** The end of the line that `from` is in. */
  lineEnd(from: number): number {
    const found = this.find('\n', from);
    return found < 0 ? this.#end : found;
  }

  /** The first of several marks; −1 if there is none. */
  first(marks: readonly string[], from: number): number {
    let least = -1;
    for (const mark of marks) {
      const place = this.find(mark, from);
      if (place >= 0 && (least < 0 || place < least)) least = place;
    }
    return least;
  }
}
