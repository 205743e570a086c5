import type { RunNameView } from '../../src/protocol/views/loss';
import { h, setAttribute, svg } from '../element';
import { formatCount, visibleText } from '../format';
import { button, checkbox } from '../ui/controls';
import { MOST_RUNS } from './chartChoices';
import { chartSentences, chartStrings } from './chartStrings';
import { otherStyle } from './namedCurves';

export interface RunListEvents {
  readonly onToggle: (id: string) => void;
  readonly onRename: (id: string) => void;
  readonly onRemove: (id: string) => void;
}

const SWATCH_WIDTH = 28;

/** The runs that are kept of the file: each can be laid over the curves, renamed and removed. */
export class RunList {
  readonly element: HTMLElement;
  readonly #list = h('ul', { class: 'run-list' });
  readonly #events: RunListEvents;
  #shown = '';

  constructor(events: RunListEvents) {
    this.#events = events;
    this.element = h(
      'section',
      { class: 'runs', 'aria-label': chartStrings.runs },
      h('h2', {}, chartStrings.runs),
      this.#list,
    );
  }

  /**
   * @param runs the newest last.
   * @param laid the ids of those that are drawn, in the order of their styles.
   */
  show(runs: readonly RunNameView[], laid: readonly string[]): void {
    this.element.hidden = runs.length === 0;
    // Made anew only when something changed: a row may hold the focus. How far a run has come changes often.
    const state = JSON.stringify([
      runs.map((run) => (run.id === null ? { ...run, endEpoch: 0 } : run)),
      laid,
    ]);
    if (state === this.#shown) return;
    this.#shown = state;
    const focused = document.activeElement?.getAttribute('data-focus-key');
    this.#list.replaceChildren(...[...runs].reverse().map((run) => this.#row(run, laid)));
    if (focused) this.#list.querySelector<HTMLElement>(`[data-focus-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #row(run: RunNameView, laid: readonly string[]): HTMLElement {
    const { id, isCurrent } = run;
    const name = visibleText(run.name);
    const row = h('li', { class: 'run-row', 'data-run': id ?? 'now' });
    const at = id === null ? -1 : laid.indexOf(id);
    if (isCurrent || id === null) {
      row.append(h('span', { class: 'run-name' }, name), h('span', { class: 'note' }, chartStrings.runNow));
    } else {
      const isFull = at < 0 && laid.length >= MOST_RUNS;
      const tooltip = isFull ? chartSentences.mostRuns(String(MOST_RUNS)) : chartSentences.showRun(name);
      const box = checkbox(name, tooltip, () => {
        this.#events.onToggle(id);
      });
      box.set(at >= 0);
      box.element.disabled = isFull;
      setAttribute(box.element, 'data-focus-key', `show ${id}`);
      row.append(box.element);
      if (at >= 0) row.append(swatch(at));
      row.append(
        h(
          'span',
          { class: 'note' },
          chartSentences.runEpochs(formatCount(run.startEpoch), formatCount(Math.max(0, run.endEpoch - 1))),
        ),
      );
    }
    if (id !== null) row.append(this.#buttons(id, name));
    return row;
  }

  #buttons(id: string, name: string): HTMLElement {
    const rename = button({
      label: chartSentences.renameRun(name),
      tooltip: chartStrings.rename,
      icon: 'rename',
      kind: 'icon',
      onPress: () => {
        this.#events.onRename(id);
      },
    });
    const remove = button({
      label: chartSentences.removeRun(name),
      tooltip: chartStrings.remove,
      icon: 'remove',
      kind: 'icon',
      onPress: () => {
        this.#events.onRemove(id);
      },
    });
    setAttribute(rename, 'data-focus-key', `rename ${id}`);
    setAttribute(remove, 'data-focus-key', `remove ${id}`);
    return h('span', { class: 'run-buttons' }, rename, remove);
  }
}

/** A piece of the curve as it is drawn. */
function swatch(n: number): SVGElement {
  const { dash } = otherStyle(n);
  return svg(
    'svg',
    { class: `swatch series-other-${n}`, width: SWATCH_WIDTH, height: 8, 'aria-hidden': 'true' },
    svg('line', { x1: 0, x2: SWATCH_WIDTH, y1: 4, y2: 4, 'stroke-dasharray': dash.join(' ') }),
  );
}
