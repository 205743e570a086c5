import type { WhyRow, WhyView as Why } from '../../src/protocol/views/why';
import { h, setText } from '../element';
import { formatColumn, formatCount, formatNumber, visibleText } from '../format';
import { link } from '../ui/controls';
import type { Shown, View, ViewContext } from './view';
import { whySentences, whyStrings } from './whyStrings';

/** Numbers that are not there for so long are said to be on their way. */
const PATIENCE_MS = 300;

/**
 * Why the loss moves in the update that follows the moment on show: what slope and curvature foretell against what is
 * measured, by parameter, as a table with bars. It is a table, so it needs no twin.
 */
export class WhyView implements View {
  readonly element = h('section', { class: 'why', 'aria-label': whyStrings.label });
  readonly #context: ViewContext;
  readonly #status = h('p', { class: 'note', role: 'status' });
  readonly #head = h('p', { class: 'why-head' });
  readonly #words = h('div', { class: 'sentences' });
  readonly #body = h('tbody');
  readonly #foot = h('tfoot');
  readonly #table: HTMLElement;
  /** What the picture is of: asked anew when it is another. */
  #key = '';
  #asking: AbortController | null = null;

  constructor(context: ViewContext) {
    this.#context = context;
    const column = (name: string, kind = ''): HTMLElement => h('th', { scope: 'col', class: kind }, name);
    const head = h(
      'thead',
      {},
      h(
        'tr',
        {},
        column(whyStrings.parameter),
        column(whyStrings.change, 'figure'),
        column(whyStrings.foretold, 'figure'),
        column(whyStrings.real, 'figure'),
        h('td', { class: 'why-bars' }, h('span', { class: 'visually-hidden' }, whyStrings.bars)),
      ),
    );
    this.#table = h(
      'div',
      { class: 'table-scroller' },
      h('table', {}, h('caption', {}, whyStrings.caption), head, this.#body, this.#foot),
    );
    this.element.append(this.#status, this.#head, this.#words, this.#table);
    this.#clear(whyStrings.none);
  }

  show(shown: Shown): void {
    const { run, network, isUsable } = shown;
    if (!isUsable) return;
    if (!run || !network) {
      this.#abort();
      this.#key = '';
      this.#clear(whyStrings.none);
      return;
    }
    const { epoch, updates, isNewest } = run.moment;
    if (run.status === 'running' && isNewest) {
      this.#abort();
      this.#key = '';
      this.#clear(whyStrings.running);
      return;
    }
    const key = JSON.stringify([run.id, epoch, updates, isNewest ? run.status : '', network.loss.text]);
    if (key === this.#key) return;
    this.#key = key;
    void this.#ask();
  }

  hide(): void {
    this.#abort();
    this.#key = '';
  }

  #abort(): void {
    this.#asking?.abort();
    this.#asking = null;
  }

  async #ask(): Promise<void> {
    this.#abort();
    const asking = new AbortController();
    this.#asking = asking;
    const slow = setTimeout(() => {
      setText(this.#status, whyStrings.waiting);
    }, PATIENCE_MS);
    const why = await this.#context.ask('why', null, asking.signal);
    clearTimeout(slow);
    if (this.#asking !== asking) return;
    this.#asking = null;
    if (why) this.#draw(why);
    else this.#clear(why === null ? whyStrings.none : '');
  }

  #clear(status: string): void {
    setText(this.#status, status);
    for (const part of [this.#head, this.#words, this.#table]) part.hidden = true;
  }

  #draw(why: Why): void {
    setText(this.#status, '');
    for (const part of [this.#head, this.#words, this.#table]) part.hidden = false;
    const loss = visibleText(why.loss);
    setText(this.#head, whySentences.head(visibleText(why.words), loss, signed(why.real)));
    this.#words.replaceChildren(
      ...why.sentences.map((one) => h('p', { class: 'sentence' }, visibleText(one))),
    );
    const { rows, rest } = why;
    const columns = (['change', 'foretold', 'real'] as const).map((key) =>
      formatColumn(rows.map((row) => row[key])),
    );
    const scale = Math.max(0, ...rows.flatMap(({ foretold, real }) => [size(foretold), size(real)]));
    this.#body.replaceChildren(
      ...rows.map((row, n) =>
        this.#row(
          row,
          columns.map((column) => column[n] ?? ''),
          scale,
        ),
      ),
    );
    const sums: [string, number, number][] = [
      ...(rest
        ? [[whySentences.rest(formatCount(rest.count)), rest.foretold, rest.real] as [string, number, number]]
        : []),
      [whyStrings.total, why.firstOrder + why.curvature, why.real],
    ];
    this.#foot.replaceChildren(
      ...sums.map(([name, foretold, real]) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, name),
          h('td'),
          h('td', { class: 'figure' }, formatNumber(foretold)),
          h('td', { class: 'figure' }, formatNumber(real)),
          h('td'),
        ),
      ),
    );
  }

  #row({ subject, text, foretold, real }: WhyRow, figures: readonly string[], scale: number): HTMLElement {
    const name = link(visibleText(text), () => {
      this.#context.select(subject);
    });
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      ...figures.map((figure) => h('td', { class: 'figure' }, figure)),
      h(
        'td',
        { class: 'why-bars', 'aria-hidden': 'true' },
        h('span', { class: 'why-track' }, bar('foretold', foretold, scale), bar('real', real, scale)),
      ),
    );
  }
}

/** To the right of the middle is up, to the left down; the real part is filled, the foretold one an outline. */
function bar(kind: 'foretold' | 'real', value: number, scale: number): HTMLElement {
  const element = h('span', {
    class: 'why-bar',
    'data-kind': kind,
    'data-sign': value < 0 ? 'negative' : 'positive',
  });
  element.style.width = `${scale > 0 ? (50 * size(value)) / scale : 0}%`;
  return element;
}

function size(value: number): number {
  return Number.isFinite(value) ? Math.abs(value) : 0;
}

function signed(value: number): string {
  return value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}
