import type { RateRunView, RateStudyView } from '../../src/protocol/views/rates';
import { h } from '../element';
import { formatColumn, formatCount, formatExact, formatNumber } from '../format';
import { link } from '../ui/controls';
import { ratesSentences, ratesStrings } from './ratesStrings';

/** What became of a run, in a few words. */
export function whatHappened({ status, epochs, overshoots, isFullBatch, sentence }: RateRunView): string {
  switch (status) {
    case 'failed':
      return `${ratesStrings.noResult}: ${sentence ?? ''}`;
    case 'diverged':
      return ratesSentences.diverged(formatCount(epochs));
    default:
  }
  const words: string[] = [];
  if (overshoots) {
    words.push(ratesSentences.overshot(formatCount(overshoots.count), formatCount(overshoots.first)));
  } else words.push(isFullBatch ? ratesStrings.steady : ratesStrings.ended);
  if (status === 'lossBelow') words.push(ratesSentences.belowThreshold(formatCount(epochs)));
  if (status === 'patience') words.push(ratesStrings.patience);
  return words.join(', ');
}

/** The study's twin: a row for each run, with a link that adopts its rate. */
export function rateTable(
  { runs, best }: RateStudyView,
  threshold: number,
  reached: readonly (number | null)[],
  limit: number | null,
  adopt: (rate: number) => void,
): HTMLElement {
  const losses = formatColumn(runs.map(({ loss }) => loss));
  const rates = formatColumn(runs.map(({ rate }) => rate));
  const heading = (words: string, isFigure: boolean): HTMLElement =>
    h('th', { scope: 'col', class: isFigure ? 'figure' : undefined }, words);
  const rows = runs.map((run, n) => {
    const epochs = reached[n];
    const isBest = run.loss === best && run.status !== 'diverged';
    return h(
      'tr',
      {},
      h('th', { scope: 'row', class: 'figure', 'data-value': formatExact(run.rate) }, rates[n] ?? ''),
      h(
        'td',
        { class: 'figure' },
        epochs === null || epochs === undefined ? ratesStrings.never : formatCount(epochs),
      ),
      h(
        'td',
        { class: 'figure', 'data-value': formatExact(run.loss), title: formatExact(run.loss) },
        losses[n] ?? '',
      ),
      h('td', { class: 'happened' }, whatHappened(run) + (isBest ? `, ${ratesStrings.best}` : '')),
      ...(limit === null ? [] : [h('td', {}, run.rate > limit ? ratesStrings.beyond : ratesStrings.within)]),
      h(
        'td',
        {},
        link(ratesSentences.use(formatNumber(run.rate)), () => {
          adopt(run.rate);
        }),
      ),
    );
  });
  return h(
    'div',
    { class: 'table-scroller is-tall', tabindex: 0, role: 'group', 'aria-label': ratesStrings.tableCaption },
    h(
      'table',
      { class: 'loss-table rate-table' },
      h('caption', {}, ratesStrings.tableCaption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heading(ratesStrings.rate, true),
          heading(ratesSentences.toThreshold(formatNumber(threshold)), true),
          heading(ratesStrings.loss, true),
          heading(ratesStrings.what, false),
          ...(limit === null ? [] : [heading(ratesStrings.limitColumn, false)]),
          h('td', {}),
        ),
      ),
      h('tbody', {}, ...rows),
    ),
  );
}
