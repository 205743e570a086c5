import { h } from '../element';
import { formatColumn, formatExact, visibleText } from '../format';

/** A column of words, or of numbers aligned at the decimal point. */
export type Column =
  | { readonly heading: string; readonly words: readonly string[] }
  | { readonly heading: string; readonly numbers: readonly number[] };

/** A table that scrolls sideways in its own box; the first column names the rows. */
export function dataTable(caption: string, columns: readonly Column[]): HTMLElement {
  const texts = columns.map((column) =>
    'words' in column ? column.words.map(visibleText) : formatColumn(column.numbers),
  );
  const rows = (texts[0] ?? []).map((_, row) =>
    h(
      'tr',
      {},
      ...columns.map((column, at) => {
        const text = texts[at]?.[row] ?? '';
        const figure = 'numbers' in column ? 'figure' : undefined;
        if (at === 0) return h('th', { scope: 'row', class: figure }, text);
        const exact = 'numbers' in column ? formatExact(column.numbers[row] ?? NaN) : undefined;
        return h('td', { class: figure, title: exact }, text);
      }),
    ),
  );
  const head = columns.map((column) =>
    h('th', { scope: 'col', class: 'numbers' in column ? 'figure' : undefined }, visibleText(column.heading)),
  );
  return h(
    'div',
    { class: 'table-scroller', tabindex: 0, role: 'group', 'aria-label': visibleText(caption) },
    h(
      'table',
      { class: 'data-table' },
      h('caption', {}, visibleText(caption)),
      h('thead', {}, h('tr', {}, ...head)),
      h('tbody', {}, ...rows),
    ),
  );
}

/** What a picture shows, as tables below it; made when it is opened, and again while it is open. */
export class Twin {
  readonly element: HTMLDetailsElement;
  readonly #content = h('div', { class: 'tables' });
  #make: (() => readonly Node[]) | null = null;

  constructor(summary: string) {
    this.element = h('details', { class: 'twin' }, h('summary', {}, summary), this.#content);
    this.element.addEventListener('toggle', () => {
      this.#fill();
    });
  }

  show(make: (() => readonly Node[]) | null): void {
    this.#make = make;
    this.element.hidden = make === null;
    this.#fill();
  }

  #fill(): void {
    if (this.element.open && this.#make) this.#content.replaceChildren(...this.#make());
  }
}
