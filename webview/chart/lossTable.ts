import type { LossBuckets } from '../../src/core/engine/stretches';
import type { LossCurvesView, LossEventView } from '../../src/protocol/views/loss';
import { h, setText } from '../element';
import { formatCount, formatExact, visibleText } from '../format';
import { strings } from '../strings';
import { chartSentences, chartStrings } from './chartStrings';
import { bucketAt, readingAt } from './curves';
import { valueText, type NamedCurve } from './namedCurves';

/** More rows than this would slow the page; a caption says what a row stands for. */
export const MOST_ROWS = 1000;

/**
 * The loss chart's twin: the epochs that the chart shows, a column for each curve, and what happened in which epoch.
 * Each cell shows six digits and carries the exact number (`data-value`, and its tooltip).
 */
export class LossTable {
  readonly element: HTMLElement;
  readonly #note = h('span', { class: 'note' });
  readonly #head = h('tr');
  readonly #body = h('tbody');
  readonly #events = h('tbody');
  readonly #eventTable: HTMLElement;
  readonly #details: HTMLDetailsElement;

  /** @param onOpen hears that somebody wants to read it: only then it is filled. */
  constructor(onOpen: () => void) {
    const table = h(
      'table',
      { class: 'loss-table' },
      h('caption', {}, strings.lossTableCaption, ' ', this.#note),
      h('thead', {}, this.#head),
      this.#body,
    );
    const scroller = h(
      'div',
      { class: 'table-scroller is-tall', tabindex: 0, role: 'group', 'aria-label': strings.lossTableCaption },
      table,
    );
    this.#eventTable = h(
      'table',
      { class: 'event-table' },
      h('caption', {}, chartStrings.tableEvents),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col', class: 'figure' }, chartStrings.tableEpochs),
          h('th', { scope: 'col' }, chartStrings.tableEvent),
        ),
      ),
      this.#events,
    );
    this.#details = h(
      'details',
      { class: 'twin' },
      h('summary', {}, strings.lossTable),
      this.#eventTable,
      scroller,
    );
    this.#details.addEventListener('toggle', () => {
      if (this.isOpen) onOpen();
    });
    this.element = this.#details;
  }

  get isOpen(): boolean {
    return this.#details.open;
  }

  /**
   * @param curves as the host answered to a question for `MOST_ROWS` buckets at most; the first has the rows.
   */
  show(curves: readonly NamedCurve[], events: LossCurvesView['events'], every: number): void {
    this.#showEvents(events);
    const [main] = curves;
    this.#head.replaceChildren(
      h('th', { scope: 'col', class: 'figure' }, chartStrings.tableEpochs),
      ...curves.map(({ name }) => h('th', { scope: 'col', class: 'figure' }, name)),
    );
    const rows: HTMLElement[] = [];
    for (let b = 0; main && b < main.buckets.first.length; b++) {
      const { first, last } = readingAt(main.buckets, b);
      const end = last - first < every ? first : last;
      const epochs = first === end ? formatCount(first) : `${formatCount(first)}–${formatCount(end)}`;
      rows.push(
        h(
          'tr',
          {},
          h('th', { scope: 'row', class: 'figure' }, epochs),
          ...curves.map(({ buckets }) => cell(buckets, first)),
        ),
      );
    }
    this.#body.replaceChildren(...rows);
    const count = main?.buckets.first.length ?? 0;
    if (!main || count === 0) return;
    const to = readingAt(main.buckets, count - 1).last;
    const from = formatCount(main.buckets.starts[0]!);
    setText(this.#note, chartSentences.rows(formatCount(count), from, formatCount(to)));
  }

  #showEvents(events: readonly LossEventView[]): void {
    this.#eventTable.hidden = events.length === 0;
    this.#events.replaceChildren(
      ...events.map(({ epoch, sentence }) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row', class: 'figure' }, formatCount(epoch)),
          h('td', {}, visibleText(sentence)),
        ),
      ),
    );
  }
}

/** What a curve has at an epoch; empty where it has nothing there. */
function cell(buckets: LossBuckets, epoch: number): HTMLElement {
  const b = bucketAt(buckets, epoch);
  const reading = b < 0 ? null : readingAt(buckets, b);
  if (!reading || epoch < reading.first || epoch > reading.last) return h('td', { class: 'figure' });
  const { least, greatest } = reading;
  const exact =
    Number.isNaN(least) || least === greatest
      ? formatExact(buckets.first[b]!)
      : `${formatExact(least)} … ${formatExact(greatest)}`;
  return h('td', { class: 'figure', 'data-value': exact, title: exact }, valueText(buckets, b));
}
