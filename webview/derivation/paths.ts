import type { LedgerView, PathView } from '../../src/protocol/panel';
import { h, setText } from '../element';
import { formatColumn, formatExact, visibleText } from '../format';
import { showFormula } from '../formula';
import { sentences, strings } from '../strings';
import type { FactorMarks } from './factorMarks';
import { FormulaRow } from './formulaRow';

/**
 * What a gradient is made of: one signed bar for each path to the loss, with its product beneath. To the right and
 * solid is positive, to the left and hatched negative; number and share stand beside it. It is a table, so it
 * needs no twin.
 */
export class Paths {
  readonly element = h('section', { class: 'paths' });
  readonly #body = h('tbody');
  readonly #scope = h('p', { class: 'note' });
  readonly #words = h('div', { class: 'sentences' });

  readonly #marks: FactorMarks;

  constructor(marks: FactorMarks) {
    this.#marks = marks;
    const column = (name: string): HTMLElement => h('th', { scope: 'col' }, name);
    const head = h(
      'thead',
      { class: 'visually-hidden' },
      h('tr', {}, column(strings.pathThrough), h('td'), column(strings.pathValue), column(strings.pathShare)),
    );
    this.element.append(
      h('h3', {}, strings.paths),
      this.#scope,
      h('table', {}, head, this.#body),
      this.#words,
    );
  }

  show(ledger: LedgerView | null): void {
    this.element.hidden = ledger === null;
    if (!ledger) return;
    const { paths, more, scope } = ledger;
    setText(this.#scope, visibleText(scope ?? ''));
    this.#scope.hidden = scope === null;
    const texts = formatColumn(paths.map(({ value }) => value));
    const sizes = paths.map(({ value }) => (Number.isFinite(value) ? Math.abs(value) : 0));
    const largest = Math.max(0, ...sizes);
    this.#body.replaceChildren(
      ...paths.flatMap((path, n) => [
        pathRow(path, texts[n] ?? '', largest > 0 ? (50 * (sizes[n] ?? 0)) / largest : 0),
        productRow(path, this.#marks),
      ]),
    );
    const words = [...(more > 0 ? [sentences.morePaths(String(more))] : []), ...ledger.sentences];
    this.#words.replaceChildren(...words.map((one) => h('p', { class: 'sentence' }, visibleText(one))));
  }
}

function pathRow(path: PathView, text: string, width: number): HTMLElement {
  const through = visibleText(path.through);
  const symbol = h('span', { 'aria-hidden': 'true' });
  showFormula(symbol, path.throughLatex);
  const bar = h('span', { class: 'bar', 'data-sign': path.value < 0 ? 'negative' : 'positive' });
  bar.style.width = `${width}%`;
  const share = h('td', { class: 'figure share' });
  setText(share, Number.isFinite(path.share) ? `${Math.round(100 * path.share)} %` : '–');
  return h(
    'tr',
    {},
    h('th', { scope: 'row', title: through }, symbol, h('span', { class: 'visually-hidden' }, through)),
    h('td', { class: 'bar-cell', 'aria-hidden': 'true' }, h('span', { class: 'bar-track' }, bar)),
    h('td', { class: 'figure', title: formatExact(path.value) }, text),
    share,
  );
}

/** The product behind the number, in symbols and in numbers: in one line where there is room, else in two. */
function productRow({ formulaLatex, numbersLatex }: PathView, marks: FactorMarks): HTMLElement {
  const rows = [formulaLatex, `= ${numbersLatex}`].map((latex) => {
    const row = new FormulaRow('numbers', marks);
    row.show(latex);
    return row.element;
  });
  return h('tr', { class: 'product' }, h('td', { colspan: 4 }, h('div', { class: 'products' }, ...rows)));
}
