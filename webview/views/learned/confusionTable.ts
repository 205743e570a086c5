import type { ConfusionView } from '../../../src/protocol/views/learned';
import { h } from '../../element';
import { formatCount, formatNumber, visibleText } from '../../format';
import { learnedSentences, learnedStrings } from './strings';

/** Who was taken for whom, training and test samples apart. */
export class ConfusionTable {
  readonly element = h('section', { class: 'confusion' }, h('h2', {}, learnedStrings.confusionHeading));
  readonly #content = h('div', { class: 'confusion-sets' });

  constructor() {
    this.element.append(this.#content);
  }

  show(view: ConfusionView | null): void {
    this.element.hidden = view === null;
    if (!view) return;
    const sets: { readonly name: string; readonly counts: Uint32Array }[] = [
      { name: learnedStrings.training, counts: view.training },
    ];
    if (view.test) sets.push({ name: learnedStrings.test, counts: view.test });
    this.#content.replaceChildren(
      ...sets.map(({ name, counts }) =>
        h(
          'div',
          {},
          matrix(name, counts, view.classes),
          h('p', { class: 'note' }, accuracy(name, counts, view.classes.length)),
        ),
      ),
    );
  }
}

function accuracy(set: string, counts: Uint32Array, size: number): string {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const right = counts.reduce(
    (sum, count, at) => (Math.floor(at / size) === at % size ? sum + count : sum),
    0,
  );
  return learnedSentences.accuracy(
    capitalised(set),
    formatCount(right),
    formatCount(all),
    formatNumber((100 * right) / Math.max(1, all), 3),
  );
}

function matrix(set: string, counts: Uint32Array, classes: readonly string[]): HTMLElement {
  const largest = Math.max(1, ...counts);
  const caption = learnedSentences.confusionCaption(capitalised(set));
  const head = h(
    'tr',
    {},
    h('td', { class: 'note' }, learnedStrings.confusionCorner),
    ...classes.map((name) => h('th', { scope: 'col', class: 'figure' }, visibleText(name))),
  );
  const rows = classes.map((name, row) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, visibleText(name)),
      ...classes.map((_, column) => {
        const count = counts[row * classes.length + column] ?? 0;
        const kind = row === column ? 'is-right' : count > 0 ? 'is-wrong' : '';
        const cell = h('td', { class: `figure ${kind}` }, formatCount(count));
        cell.style.setProperty('--share', String(count / largest));
        return cell;
      }),
    ),
  );
  return h(
    'div',
    { class: 'table-scroller', tabindex: 0, role: 'group', 'aria-label': caption },
    h(
      'table',
      { class: 'confusion-matrix' },
      h('caption', {}, learnedSentences.samplesOf(capitalised(set))),
      h('thead', {}, head),
      h('tbody', {}, ...rows),
    ),
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
