import type { Subject } from '../../../src/core/network/subject';
import type { UpdateTerm, UpdateView as UpdateData } from '../../../src/protocol/views/update';
import { FormulaRow } from '../../derivation/formulaRow';
import { isSameSubject } from '../../diagram/litPaths';
import { h, setAttribute, setText } from '../../element';
import { formatColumn, formatCount, formatExact, formatNumber, visibleText } from '../../format';
import { showFormula } from '../../formula';
import { dataTable, Twin } from '../dataTable';
import { Latest } from '../latest';
import type { Shown, View, ViewContext } from '../view';
import { updateSentences, updateStrings } from './strings';

/** One term: what it is, its formula, the numbers in it, a sentence. */
class TermRow {
  readonly element = h('li', { class: 'term' });
  readonly #title = h('span', { class: 'term-title' });
  readonly #value = h('span', { class: 'term-value figure' });
  readonly #formula = new FormulaRow('term-formula');
  readonly #numbers = new FormulaRow('numbers');
  readonly #sentence = h('p', { class: 'note' });

  constructor() {
    this.element.append(
      h('div', { class: 'term-head' }, this.#title, this.#value),
      this.#formula.element,
      this.#numbers.element,
      this.#sentence,
    );
  }

  show(term: UpdateTerm, value: string): void {
    setText(this.#title, visibleText(term.title));
    this.#formula.show(term.latex);
    this.#numbers.show(term.numbersLatex);
    setText(this.#sentence, visibleText(term.sentence));
    setText(this.#value, value);
    setAttribute(this.#value, 'title', formatExact(term.value));
  }
}

/** The next update of the selected parameter, term by term. */
export class UpdateView implements View {
  readonly element = h('section', { class: 'update', 'aria-label': updateStrings.title });
  readonly #none = h('p', { class: 'note' }, updateStrings.none);
  readonly #body = h('div', {});
  readonly #symbol = h('span', { class: 'update-symbol' });
  readonly #fromTo = h('span', { class: 'update-figures' });
  readonly #which = h('p', { class: 'note' });
  readonly #list = h('ol', { class: 'terms', 'aria-label': updateStrings.terms });
  readonly #rows: TermRow[] = [];
  readonly #twin = new Twin(updateStrings.table);
  readonly #asked: Latest<UpdateData | null>;
  #shown: Shown | null = null;

  constructor({ ask }: ViewContext) {
    this.#asked = new Latest(
      async (signal) => {
        const subject = this.#subject;
        return subject ? ask('updateOf', { subject }, signal) : null;
      },
      (view) => {
        this.#draw(view);
      },
    );
    const heading = h(
      'h2',
      { class: 'update-heading' },
      `${updateStrings.heading} `,
      this.#symbol,
      this.#fromTo,
    );
    this.#body.append(heading, this.#which, this.#list, this.#twin.element);
    this.element.append(this.#none, this.#body);
    this.#body.hidden = true;
  }

  show(shown: Shown): void {
    const before = this.#shown;
    this.#shown = shown;
    const isSame =
      before !== null &&
      shown.network === before.network &&
      shown.isUsable === before.isUsable &&
      (shown.selection === before.selection || isSameSubject(shown.selection, before.selection));
    if (shown.isUsable && !isSame) this.#asked.ask();
  }

  hide(): void {
    this.#asked.cancel();
    this.#shown = null;
  }

  get #subject(): Subject | null {
    const subject = this.#shown?.selection;
    return subject?.kind === 'weight' || subject?.kind === 'bias' ? subject : null;
  }

  #draw(view: UpdateData | null): void {
    this.#none.hidden = view !== null;
    this.#body.hidden = view === null;
    if (!view) {
      setText(this.#none, this.#subject ? updateStrings.noData : updateStrings.none);
      return;
    }
    showFormula(this.#symbol, view.symbol);
    setText(this.#fromTo, updateSentences.fromTo(formatNumber(view.before), formatNumber(view.after)));
    setAttribute(
      this.#fromTo,
      'title',
      updateSentences.fromTo(formatExact(view.before), formatExact(view.after)),
    );
    const words = [
      updateSentences.which(view.optimizer, formatCount(view.step + 1), formatCount(view.epoch)),
    ];
    if (view.memory === 'fresh') words.push(updateStrings.fresh);
    if (view.isSingle) words.push(updateStrings.single);
    setText(this.#which, words.join(' '));
    const { terms } = view;
    while (this.#rows.length > terms.length) this.#rows.pop()?.element.remove();
    while (this.#rows.length < terms.length) {
      const row = new TermRow();
      this.#rows.push(row);
      this.#list.append(row.element);
    }
    const texts = formatColumn(terms.map(({ value }) => value));
    for (const [n, term] of terms.entries()) this.#rows[n]?.show(term, texts[n] ?? '');
    this.#twin.show(() => [
      dataTable(`${updateStrings.heading} ${view.text}`, [
        { heading: updateStrings.term, words: terms.map(({ title }) => title) },
        { heading: updateStrings.value, numbers: terms.map(({ value }) => value) },
        { heading: updateStrings.sentence, words: terms.map(({ sentence }) => sentence) },
      ]),
    ]);
  }
}
