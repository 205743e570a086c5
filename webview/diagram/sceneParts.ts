import type { Subject } from '../../src/core/network/subject';
import type { NetworkView } from '../../src/protocol/panel';
import { setText, svg } from '../element';
import { formatNumber, shortened, visibleText } from '../format';
import type { Stop } from './diagramKeys';
import { FIRST_LINE, LINE_HEIGHT, type DiagramLayout, type Point } from './diagramLayout';
import type { EdgeNumbers } from './edgeMeaning';
import { subjectKey, type LitPaths } from './litPaths';
import { symbolText } from './symbolText';

/** A place in the diagram that can be focused and selected. */
export interface SceneStop extends Stop {
  readonly subject: Subject;
  readonly element: SVGGElement;
}

export interface Symbol {
  readonly symbol: string;
  readonly text: string;
}

export type IsLit = (lit: LitPaths) => boolean;

/** The symbol of δ, which is written only where it is a factor of the lit paths. */
export const DELTA: Symbol = { symbol: '\\delta', text: 'δ' };

/** Widest layer name or activation in a column heading, in characters. */
const LONGEST_HEADING = 16;

/** What units and edges are drawn with: the layers of the picture, and who hears of new numbers and selections. */
export class SceneParts {
  readonly layout: DiagramLayout;
  readonly back = svg('g', { class: 'back' });
  readonly edges = svg('g', { class: 'edges' });
  readonly units = svg('g', { class: 'units' });
  readonly labels = svg('g', { class: 'labels', 'aria-hidden': 'true' });
  readonly stops: SceneStop[] = [];
  readonly #numberSetters: ((network: NetworkView, edges: EdgeNumbers) => void)[] = [];
  readonly #lightables: { readonly element: Element; readonly isLit: IsLit }[] = [];

  constructor(layout: DiagramLayout) {
    this.layout = layout;
  }

  setNumbers(network: NetworkView, edges: EdgeNumbers): void {
    for (const set of this.#numberSetters) set(network, edges);
  }

  setLit(lit: LitPaths | null): void {
    for (const { element, isLit } of this.#lightables) {
      element.classList.toggle('is-lit', lit !== null && isLit(lit));
    }
  }

  /** Has `set` called with every new network, and with the numbers that its edges show. */
  onNumbers(set: (network: NetworkView, edges: EdgeNumbers) => void): void {
    this.#numberSetters.push(set);
  }

  light(element: Element, isLit: IsLit): void {
    element.classList.add('dimmable');
    this.#lightables.push({ element, isLit });
  }

  /** A group that takes the focus and is selected; `name` is its accessible name and tooltip. */
  stop(
    place: {
      readonly parent: Element;
      readonly column: number;
      readonly y: number;
      readonly className: string;
    },
    subject: Subject,
    isLit: IsLit,
    name: (network: NetworkView) => string,
  ): SVGGElement {
    const key = subjectKey(subject);
    const title = svg('title');
    const element = svg(
      'g',
      { class: `stop ${place.className}`, role: 'button', tabindex: -1, 'data-key': key },
      title,
    );
    this.stops.push({ key, column: place.column, y: place.y, subject, element });
    place.parent.append(element);
    this.light(element, isLit);
    this.onNumbers((network) => {
      const text = visibleText(name(network));
      setText(title, text);
      if (element.getAttribute('aria-label') !== text) element.setAttribute('aria-label', text);
    });
    return element;
  }

  heading(x: number, name: string, detail: string): void {
    this.labels.append(
      svg('text', { x, y: 12, class: 'heading' }, shortened(visibleText(name), LONGEST_HEADING)),
      svg('text', { x, y: 27, class: 'heading detail' }, shortened(visibleText(detail), LONGEST_HEADING)),
    );
  }

  text(at: Point, text: string): void {
    this.labels.append(svg('text', { x: at.x, y: at.y, class: 'label folded' }, text));
  }

  /** A symbol with its number; `class` says when it shows. */
  label(
    symbol: Symbol,
    at: Point,
    className: string,
    isLit: IsLit,
    isStacked = false,
  ): ReturnType<typeof symbolText> {
    const label = symbolText(
      symbol.symbol,
      symbol.text,
      { x: at.x, y: at.y, class: `label ${className}` },
      isStacked,
    );
    this.light(label.element, isLit);
    this.labels.append(label.element);
    return label;
  }

  /** Symbols and numbers under a unit; `read` gives the numbers in the symbols' order; δ shows where it is a factor. */
  numbersUnder(
    at: Point,
    symbols: readonly Symbol[],
    read: (network: NetworkView) => readonly (number | null)[],
    isLit: IsLit,
    {
      isStacked = this.layout.isStacked,
      isDeltaLit = isLit,
    }: { isStacked?: boolean; isDeltaLit?: IsLit } = {},
  ): void {
    const pitch = (isStacked ? 2 : 1) * LINE_HEIGHT;
    const lines = symbols.map((symbol, index) =>
      this.label(
        symbol,
        { x: at.x, y: at.y + FIRST_LINE + index * pitch },
        symbol === DELTA ? 'lit-only' : '',
        symbol === DELTA ? isDeltaLit : isLit,
        isStacked,
      ),
    );
    this.onNumbers((network) => {
      read(network).forEach((value, index) => lines[index]?.set(value === null ? '' : formatNumber(value)));
    });
  }
}
