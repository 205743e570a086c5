import { READ_LIMITS } from './readLimits';
import type { ReadDocument, Span, Unreadable, WrittenFormula } from './written';
import { say } from '../words/say';

/** What has been found in a document so far; past the limits the last entry says that more was left out. */
export class Findings {
  readonly #formulas: WrittenFormula[] = [];
  readonly #unreadable: Unreadable[] = [];
  #isFull = false;

  get isFull(): boolean {
    return this.#isFull;
  }

  addFormula(formula: WrittenFormula): void {
    if (this.#hasRoom(formula)) this.#formulas.push(formula);
  }

  /** Takes a formula back for one that says more: a gradient that a program adds to. */
  replaceFormula(old: WrittenFormula, by: WrittenFormula): void {
    const at = this.#formulas.indexOf(old);
    if (at >= 0) this.#formulas[at] = by;
  }

  addUnreadable(place: Unreadable): void {
    if (this.#hasRoom(place)) this.#unreadable.push(place);
  }

  /** Everything in the order of the text. */
  inOrder(): ReadDocument {
    const byPlace = (a: { readonly span: Span }, b: { readonly span: Span }): number =>
      a.span.start - b.span.start;
    return { formulas: this.#formulas.toSorted(byPlace), unreadable: this.#unreadable.toSorted(byPlace) };
  }

  #hasRoom({ span }: Pick<Unreadable, 'span'>): boolean {
    if (this.#isFull) return false;
    if (this.#formulas.length + this.#unreadable.length < READ_LIMITS.formulas) return true;
    this.#isFull = true;
    this.#unreadable.push({
      span,
      message: say(
        'A document is read up to {0} formulas; split it to have the rest read.',
        READ_LIMITS.formulas,
      ),
    });
    return false;
  }
}
