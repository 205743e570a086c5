import { h, setText } from '../element';
import { formatCount, formatExact, formatNumber } from '../format';
import { sentences, strings } from '../strings';
import type { LossSeries } from './lossSeries';

/** More rows than this would slow the page; the first thousand are exact, and the caption says that it is so. */
const MOST_ROWS = 1000;

/**
 * The loss chart's twin. Each cell shows six digits and carries the exact number (`data-value`, and its
 * tooltip); rows are added as values arrive.
 */
export class LossTable {
  readonly element: HTMLElement;
  readonly #note = h('span', { class: 'note' });
  readonly #body = h('tbody');
  readonly #testHeading = h('th', { scope: 'col', class: 'figure' }, strings.testLoss);
  #rows = 0;

  constructor() {
    const head = h(
      'tr',
      {},
      h('th', { scope: 'col', class: 'figure' }, strings.epoch),
      h('th', { scope: 'col', class: 'figure' }, strings.loss),
      this.#testHeading,
    );
    const table = h(
      'table',
      { class: 'loss-table' },
      h('caption', {}, strings.lossTableCaption, ' ', this.#note),
      h('thead', {}, head),
      this.#body,
    );
    const scroller = h(
      'div',
      { class: 'table-scroller is-tall', tabindex: 0, role: 'group', 'aria-label': strings.lossTableCaption },
      table,
    );
    this.element = h('details', { class: 'twin' }, h('summary', {}, strings.lossTable), scroller);
  }

  /** Another run: its values from the first on. */
  clear(): void {
    this.#rows = 0;
    this.#body.replaceChildren();
  }

  /** Brings the table up to the series; `from` is the first index whose value may have changed. */
  update(losses: LossSeries, testLosses: LossSeries, every: number, from: number): void {
    const hasTest = testLosses.length > 0;
    this.#testHeading.hidden = !hasTest;
    const end = Math.min(MOST_ROWS, losses.length);
    while (this.#rows > Math.min(from, end)) {
      this.#body.lastElementChild?.remove();
      this.#rows -= 1;
    }
    const fresh: HTMLElement[] = [];
    for (; this.#rows < end; this.#rows++) {
      const index = this.#rows;
      fresh.push(
        h(
          'tr',
          {},
          h('th', { scope: 'row', class: 'figure' }, formatCount(index * every)),
          cell(losses.at(index)),
          ...(hasTest ? [cell(testLosses.at(index))] : []),
        ),
      );
    }
    this.#body.append(...fresh);
    const isCut = losses.length > MOST_ROWS;
    setText(this.#note, isCut ? sentences.firstRows(formatCount(MOST_ROWS), formatCount(losses.length)) : '');
  }
}

function cell(value: number): HTMLElement {
  const exact = formatExact(value);
  return h('td', { class: 'figure', 'data-value': exact, title: exact }, formatNumber(value));
}
