import type { DerivationView } from '../../src/protocol/panel';
import { h, setText } from '../element';
import { formatColumn, formatExact, visibleText } from '../format';
import { showFormula } from '../formula';
import { strings } from '../strings';

/**
 * What a gradient is made of: one signed bar for each unit of the next layer it goes through. To the right
 * and solid is positive, to the left and hatched negative; the number stands beside it. It is a table, so it
 * needs no twin.
 */
export class Contributions {
  readonly element = h('section', { class: 'contributions' });
  readonly #body = h('tbody');
  readonly #sentence = h('p', { class: 'sentence' });

  constructor() {
    const head = h(
      'thead',
      { class: 'visually-hidden' },
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, strings.contributionThrough),
        h('td'),
        h('th', { scope: 'col' }, strings.contribution),
      ),
    );
    this.element.append(h('h3', {}, strings.contributions), h('table', {}, head, this.#body), this.#sentence);
  }

  show(derivation: DerivationView): void {
    const { contributions, cancellation } = derivation;
    this.element.hidden = contributions.length === 0;
    const values = contributions.map(({ value }) => value);
    const texts = formatColumn(values);
    const largest = Math.max(0, ...values.map((value) => (Number.isFinite(value) ? Math.abs(value) : 0)));
    this.#body.replaceChildren(
      ...contributions.map((contribution, index) => {
        const { value } = contribution;
        const through = visibleText(contribution.through);
        const symbol = h('span', { 'aria-hidden': 'true' });
        showFormula(symbol, contribution.throughLatex);
        const name = h(
          'th',
          { scope: 'row', title: through },
          symbol,
          h('span', { class: 'visually-hidden' }, through),
        );
        const bar = h('span', { class: 'bar', 'data-sign': value < 0 ? 'negative' : 'positive' });
        bar.style.width = `${largest > 0 && Number.isFinite(value) ? (50 * Math.abs(value)) / largest : 0}%`;
        return h(
          'tr',
          {},
          name,
          h('td', { class: 'bar-cell', 'aria-hidden': 'true' }, h('span', { class: 'bar-track' }, bar)),
          h('td', { class: 'figure', title: formatExact(value) }, texts[index] ?? ''),
        );
      }),
    );
    setText(this.#sentence, visibleText(cancellation ?? ''));
    this.#sentence.hidden = !cancellation;
  }
}
