import type { MatrixOverview } from '../../src/core/insight/matrixOverview';
import type { Subject } from '../../src/core/network/subject';
import type { NetworkView } from '../../src/protocol/panel';
import type { LayerOverview } from '../../src/protocol/views/diagram';
import { h, setText } from '../element';
import { formatCount, formatExact, formatNumber, visibleText } from '../format';
import { choice, type Choice } from '../ui/controls';
import type { Ask } from '../views/view';
import { HeatMap } from './heatMap';
import { overviewSentences, overviewStrings } from './overviewStrings';

/** So many weights stand in the table. */
const LISTED = 10;

/** The weights and gradients of a layer that is folded in the diagram, as two heat maps with a line that reads them. */
export class Overview {
  readonly element = h('section', { class: 'overview', 'aria-label': overviewStrings.heading });
  readonly #ask: Ask;
  readonly #holder = h('span', { class: 'bar-choice' });
  readonly #weights: HeatMap;
  readonly #gradients: HeatMap;
  readonly #readout = h('p', { class: 'heat-readout', role: 'status' }, overviewStrings.hint);
  readonly #note = h('p', { class: 'note' });
  readonly #body = h('tbody');
  #choice: Choice<string> | null = null;
  #names = '';
  #layer = -1;
  #shown: LayerOverview | null = null;
  #isAsking = false;
  #isLate = false;

  constructor(ask: Ask, onSelect: (subject: Subject) => void) {
    this.#ask = ask;
    const select = (matrix: MatrixOverview | null | undefined, cell: number): void => {
      const units = this.#shown?.units ?? 1;
      const place = matrix?.places[cell];
      if (place === undefined) return;
      onSelect({ kind: 'weight', layer: this.#layer, i: Math.floor(place / units), j: place % units });
    };
    const { weights, gradients, weightsLabel, gradientsLabel } = overviewStrings;
    this.#weights = new HeatMap(weights, weightsLabel, {
      onRead: (cell) => {
        this.#read(weights, this.#shown?.weights, cell);
      },
      onSelect: (cell) => {
        select(this.#shown?.weights, cell);
      },
    });
    this.#gradients = new HeatMap(gradients, gradientsLabel, {
      onRead: (cell) => {
        this.#read(gradients, this.#shown?.gradients, cell);
      },
      onSelect: (cell) => {
        select(this.#shown?.gradients, cell);
      },
    });
    const head = [overviewStrings.from, overviewStrings.to, overviewStrings.value];
    this.element.append(
      this.#holder,
      h('div', { class: 'heat-maps' }, this.#weights.element, this.#gradients.element),
      this.#readout,
      this.#note,
      h(
        'details',
        { class: 'twin' },
        h('summary', {}, overviewStrings.table),
        h(
          'div',
          { class: 'table-scroller tables' },
          h(
            'table',
            {},
            h('caption', { class: 'visually-hidden' }, overviewStrings.caption),
            h('thead', {}, h('tr', {}, ...head.map((one) => h('th', { scope: 'col' }, one)))),
            this.#body,
          ),
        ),
      ),
    );
  }

  /** The network has other numbers, or is another one. */
  show(network: NetworkView): void {
    const folded = network.layers.flatMap(({ weights, name }, l) =>
      weights === null ? [[String(l), visibleText(name)] as const] : [],
    );
    const names = JSON.stringify(folded);
    if (names !== this.#names) {
      this.#names = names;
      if (!folded.some(([l]) => Number(l) === this.#layer)) this.#layer = Number(folded[0]?.[0] ?? -1);
      const { layer, layerTooltip } = overviewStrings;
      this.#choice = choice(layer, layerTooltip, folded, (picked) => {
        this.#layer = Number(picked);
        this.#refresh();
      });
      this.#choice.set(String(this.#layer));
      const title = h('span', { class: 'setting-name', 'aria-hidden': 'true' }, layer);
      this.#holder.replaceChildren(title, this.#choice.element);
    }
    this.#refresh();
  }

  /** One question at a time; what changed meanwhile is asked for after it. */
  #refresh(): void {
    this.#isLate = this.#isAsking;
    if (!this.#isAsking && this.#layer >= 0) void this.#load();
  }

  async #load(): Promise<void> {
    this.#isAsking = true;
    const shown = await this.#ask('overview', { layer: this.#layer });
    this.#isAsking = false;
    if (shown) this.#draw(shown);
    if (this.#isLate) this.#refresh();
  }

  #draw(shown: LayerOverview): void {
    this.#shown = shown;
    const { inputs, units, weights, gradients } = shown;
    this.#weights.show(weights);
    this.#gradients.show(gradients);
    setText(this.#note, overviewSentences.rows(formatCount(inputs), formatCount(units)));
    const order = [...weights.places.keys()].sort(
      (a, b) => Math.abs(weights.values[b] ?? 0) - Math.abs(weights.values[a] ?? 0),
    );
    this.#body.replaceChildren(
      ...order.slice(0, LISTED).map((cell) => {
        const [i, j] = this.#place(weights, cell);
        const value = weights.values[cell] ?? NaN;
        return h(
          'tr',
          {},
          h('th', { scope: 'row' }, formatCount(i + 1)),
          h('td', {}, formatCount(j + 1)),
          h('td', { class: 'figure', title: formatExact(value) }, formatNumber(value)),
        );
      }),
    );
  }

  #place(matrix: MatrixOverview, cell: number): [number, number] {
    const units = this.#shown?.units ?? 1;
    const place = matrix.places[cell] ?? 0;
    return [Math.floor(place / units), place % units];
  }

  #read(kind: string, matrix: MatrixOverview | null | undefined, cell: number | null): void {
    const shown = this.#shown;
    if (cell === null || !matrix || !shown) {
      setText(this.#readout, overviewStrings.hint);
      return;
    }
    const [i, j] = this.#place(matrix, cell);
    const value = formatNumber(matrix.values[cell] ?? NaN);
    const sentence = overviewSentences.cell(kind, formatCount(i + 1), formatCount(j + 1), value);
    const [down, across] = [shown.inputs / matrix.rows, shown.units / matrix.columns].map(Math.ceil);
    const isBlock = (down ?? 1) * (across ?? 1) > 1;
    const block = overviewSentences.largestOf(String(down), String(across));
    setText(this.#readout, `${sentence}${isBlock ? block : ''}.`);
  }
}
