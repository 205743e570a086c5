import type { LayerView, NetworkView, UnitView } from '../../src/protocol/panel';
import { h } from '../element';
import { formatColumn, formatExact, visibleText } from '../format';
import { strings } from '../strings';

/** The diagram's twin: the same numbers as tables. Filled while it is open; shut, it costs nothing. */
export class NetworkTables {
  readonly element: HTMLDetailsElement;
  readonly #content = h('div', { class: 'tables' });
  #network: NetworkView | null = null;

  constructor() {
    this.element = h('details', { class: 'twin' }, h('summary', {}, strings.diagramTable), this.#content);
    this.element.addEventListener('toggle', () => {
      this.#fill();
    });
  }

  show(network: NetworkView): void {
    this.#network = network;
    this.#fill();
  }

  #fill(): void {
    if (!this.element.open || !this.#network) return;
    const { inputs, layers, outputs } = this.#network;
    this.#content.replaceChildren(
      numbersTable(
        strings.inputs,
        [strings.symbol, strings.value],
        inputs.map(({ text }) => [text]),
        [inputs.map(({ value }) => value)],
      ),
      ...layers.flatMap((layer, l) => layerTables(layer, l === 0 ? inputs : (layers[l - 1]?.units ?? []))),
      numbersTable(
        strings.outputsTable,
        [strings.target, strings.error, strings.target, strings.error],
        outputs.map(({ target, term }) => [target.text, term.text]),
        [outputs.map(({ target }) => target.value), outputs.map(({ term }) => term.value)],
      ),
    );
  }
}

function layerTables(layer: LayerView, previous: readonly UnitView[]): HTMLElement[] {
  const tables: HTMLElement[] = [];
  const { weights, gradients, weightTexts, units, biases, biasGradients } = layer;
  if (weights && gradients) {
    const names = Array.from(weights, (_, index) => {
      const j = index % units.length;
      const i = (index - j) / units.length;
      return [weightTexts?.[index] ?? '', previous[i]?.text ?? '', units[j]?.text ?? ''];
    });
    tables.push(
      numbersTable(
        `${layer.name}: ${strings.weightsTable}`,
        [strings.symbol, strings.from, strings.to, strings.value, strings.gradient],
        names,
        [[...weights], [...gradients]],
      ),
    );
  }
  const hasBiases = biases !== null && biasGradients !== null;
  tables.push(
    numbersTable(
      `${layer.name}: ${strings.unitsTable}`,
      [
        strings.symbol,
        strings.preActivation,
        strings.activation,
        strings.delta,
        ...(hasBiases ? [strings.bias, strings.gradient] : []),
      ],
      units.map(({ text }) => [text]),
      [
        units.map(({ preActivation }) => preActivation?.value ?? NaN),
        units.map(({ value }) => value),
        units.map(({ delta }) => delta ?? NaN),
        ...(hasBiases ? [[...biases], [...biasGradients]] : []),
      ],
    ),
  );
  return tables;
}

/** A table of names, then columns of numbers aligned at the decimal point. */
function numbersTable(
  caption: string,
  headings: readonly string[],
  names: readonly (readonly string[])[],
  columns: readonly (readonly number[])[],
): HTMLElement {
  const texts = columns.map(formatColumn);
  const nameCount = headings.length - columns.length;
  const rows = names.map((row, index) =>
    h(
      'tr',
      {},
      ...row.map((name, at) =>
        at === 0 ? h('th', { scope: 'row' }, visibleText(name)) : h('td', {}, visibleText(name)),
      ),
      ...columns.map((column, at) =>
        h('td', { class: 'figure', title: formatExact(column[index] ?? NaN) }, texts[at]?.[index] ?? ''),
      ),
    ),
  );
  const head = headings.map((text, at) =>
    h('th', { scope: 'col', class: at >= nameCount ? 'figure' : undefined }, text),
  );
  return h(
    'div',
    { class: 'table-scroller' },
    h(
      'table',
      {},
      h('caption', {}, visibleText(caption)),
      h('thead', {}, h('tr', {}, ...head)),
      h('tbody', {}, ...rows),
    ),
  );
}
