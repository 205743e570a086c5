import type { PredictionKey, PredictionPage } from '../../../src/protocol/views/learned';
import { h, setAttribute, setText } from '../../element';
import { formatColumn, formatCount, formatExact, visibleText } from '../../format';
import { button, type Control } from '../../ui/controls';
import { learnedSentences, learnedStrings } from './strings';

/** In what order samples are listed, and which page of them. */
export interface PredictionOrder {
  readonly key: PredictionKey;
  readonly isDescending: boolean;
  readonly page: number;
}

export const FIRST_ORDER: PredictionOrder = { key: 'sample', isDescending: false, page: 0 };

/** Every sample with its targets, outputs, error, loss and gradient, a page at a time and in any order. */
export class PredictionTable {
  readonly element = h('section', { class: 'predictions' }, h('h2', {}, learnedStrings.predictionsHeading));
  readonly #onOrder: (order: PredictionOrder) => void;
  readonly #onSample: (sample: number) => void;
  readonly #head = h('tr', {});
  readonly #body = h('tbody');
  readonly #where = h('span', { role: 'status' });
  readonly #note = h('p', { class: 'note' });
  readonly #previous: Control;
  readonly #next: Control;
  #order = FIRST_ORDER;

  constructor(onOrder: (order: PredictionOrder) => void, onSample: (sample: number) => void) {
    this.#onOrder = onOrder;
    this.#onSample = onSample;
    const turn = (by: number): void => {
      this.#onOrder({ ...this.#order, page: Math.max(0, this.#order.page + by) });
    };
    const turner = (label: string, by: number): Control =>
      button({
        label,
        tooltip: label,
        kind: 'secondary',
        onPress: () => {
          turn(by);
        },
      });
    this.#previous = turner(learnedStrings.previous, -1);
    this.#next = turner(learnedStrings.next, 1);
    const scroller = h(
      'div',
      {
        class: 'table-scroller is-tall',
        tabindex: 0,
        role: 'group',
        'aria-label': learnedStrings.predictionsHeading,
      },
      h('table', { class: 'data-table' }, h('thead', {}, this.#head), this.#body),
    );
    this.element.append(
      scroller,
      h('div', { class: 'pager' }, this.#previous, this.#where, this.#next),
      this.#note,
    );
  }

  show(view: PredictionPage, order: PredictionOrder): void {
    this.#order = { ...order, page: view.page };
    this.#showHead(view);
    const { rows, targetTexts, outputTexts } = view;
    const columns = [
      ...targetTexts.map((_, k) => rows.map(({ targets }) => targets[k] ?? NaN)),
      ...outputTexts.map((_, k) => rows.map(({ outputs }) => outputs[k] ?? NaN)),
      rows.map(({ error }) => error),
      rows.map(({ loss }) => loss),
      rows.map(({ gradientNorm }) => gradientNorm),
    ];
    const texts = columns.map(formatColumn);
    this.#body.replaceChildren(
      ...rows.map(({ sample, isTest, isRight }, row) => {
        const name = formatCount(sample + 1);
        const shower = h(
          'button',
          { type: 'button', class: 'row-button', title: learnedSentences.showSample(name) },
          name,
        );
        shower.addEventListener('click', () => {
          this.#onSample(sample + 1);
        });
        return h(
          'tr',
          {},
          h('th', { scope: 'row', class: 'figure' }, shower),
          h('td', {}, isTest ? learnedStrings.test : learnedStrings.training),
          ...columns.map((column, at) =>
            h('td', { class: 'figure', title: formatExact(column[row] ?? NaN) }, texts[at]?.[row] ?? ''),
          ),
          ...(isRight === null
            ? []
            : [h('td', {}, isRight ? learnedStrings.rightMark : learnedStrings.wrongMark)]),
        );
      }),
    );
    const [page, pages] = [formatCount(view.page + 1), formatCount(view.pages)];
    setText(this.#where, learnedSentences.page(page, pages, formatCount(view.sampleCount)));
    this.#previous.disabled = view.page === 0;
    this.#next.disabled = view.page + 1 >= view.pages;
    const isCut = view.outputCount > outputTexts.length;
    this.#note.hidden = !isCut;
    setText(
      this.#note,
      isCut
        ? learnedSentences.moreOutputs(formatCount(outputTexts.length), formatCount(view.outputCount))
        : '',
    );
  }

  #showHead({ targetTexts, outputTexts, rows }: PredictionPage): void {
    const isOne = outputTexts.length === 1;
    const plain = (text: string): HTMLElement =>
      h('th', { scope: 'col', class: 'figure' }, visibleText(text));
    const headings = [
      this.#sorter('sample', learnedStrings.sample),
      h('th', { scope: 'col' }, learnedStrings.set),
      ...targetTexts.map(plain),
      ...outputTexts.map(plain),
      this.#sorter('error', isOne ? learnedStrings.error : learnedStrings.errorLength),
      this.#sorter('loss', learnedStrings.loss),
      this.#sorter('gradient', learnedStrings.gradientNorm),
      ...(rows.some(({ isRight }) => isRight !== null)
        ? [h('th', { scope: 'col' }, learnedStrings.right)]
        : []),
    ];
    // A heading that has the focus keeps it: only its state changes.
    const isSame =
      this.#head.childElementCount === headings.length &&
      headings.every((heading, n) => heading.textContent === this.#head.children[n]?.textContent);
    if (!isSame) this.#head.replaceChildren(...headings);
    for (const cell of this.#head.children) {
      const key = cell.getAttribute('data-key');
      const direction = this.#order.isDescending ? 'descending' : 'ascending';
      setAttribute(
        cell,
        'aria-sort',
        key === null ? undefined : key === this.#order.key ? direction : 'none',
      );
    }
  }

  #sorter(key: PredictionKey, words: string): HTMLElement {
    const press = h(
      'button',
      { type: 'button', class: 'sort-button', title: learnedSentences.sortBy(words) },
      words,
    );
    press.addEventListener('click', () => {
      const isAgain = this.#order.key === key;
      // Of errors and losses the largest are looked for first.
      const isDescending = isAgain ? !this.#order.isDescending : key !== 'sample';
      this.#onOrder({ key, isDescending, page: 0 });
    });
    return h('th', { scope: 'col', class: 'figure', 'data-key': key }, press);
  }
}
