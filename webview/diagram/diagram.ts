import type { Subject } from '../../src/core/network/subject';
import type { NetworkView } from '../../src/protocol/panel';
import type { NextUpdates } from '../../src/protocol/views/diagram';
import { h, setAttribute, svg } from '../element';
import { strings } from '../strings';
import { nextStop, orderStops } from './diagramKeys';
import { layOut, type DiagramLayout } from './diagramLayout';
import { drawScene, type Scene } from './diagramScene';
import { edgeNumbers, type EdgeMeaning, type EdgeNumbers } from './edgeMeaning';
import { isSameSubject, litPaths, subjectKey } from './litPaths';
import type { SceneStop } from './sceneParts';
import { Zoom } from './zoom';

/** What has been drawn. */
export interface Drawn {
  readonly network: NetworkView;
  readonly edges: EdgeNumbers;
  readonly layout: DiagramLayout;
}

export interface DiagramActions {
  readonly onSelect: (subject: Subject) => void;
  /** Hears of every picture, after it has been drawn. */
  readonly onDrawn: (drawn: Drawn) => void;
}

/**
 * The network as a picture: built once for a shape and a width, then only its numbers change. One stop of
 * the tab key; arrow keys move inside.
 */
export class Diagram {
  readonly element: HTMLElement;
  /** The picture itself, for those who listen to what is done in it. */
  readonly root = svg('svg', { class: 'diagram', role: 'group', 'aria-label': strings.diagramLabel });
  readonly #summary = h('p', { class: 'note summary' });
  readonly #actions: DiagramActions;
  readonly #zoom: Zoom;
  #meaning: EdgeMeaning = 'value';
  #updates: NextUpdates | null = null;
  #layout: DiagramLayout | null = null;
  #network: NetworkView | null = null;
  #selection: Subject | null = null;
  #scene: Scene | null = null;
  #signature = '';
  #stops: SceneStop[] = [];
  #focusKey = '';
  #width = 0;

  constructor(actions: DiagramActions) {
    this.#actions = actions;
    const scroller = h('div', { class: 'diagram-scroller' }, this.root);
    this.#zoom = new Zoom(scroller, this.root);
    this.element = h('div', {}, this.#summary, scroller);
    new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width === 0 || width === this.#width) return;
      this.#width = width;
      this.#draw();
    }).observe(scroller);
    this.root.addEventListener('keydown', (event) => {
      this.#press(event);
    });
    this.root.addEventListener('focusin', (event) => {
      const key = (event.target as Element).getAttribute('data-key');
      if (key !== null) this.#setFocusKey(key);
    });
    this.root.addEventListener('click', (event) => {
      const subject = this.subjectOf(event.target as Element);
      if (subject) this.#actions.onSelect(subject);
    });
  }

  /** The quantity that an element of the picture stands for. */
  subjectOf(element: Element): Subject | null {
    const key = element.closest('[data-key]')?.getAttribute('data-key');
    return this.#stops.find((candidate) => candidate.key === key)?.subject ?? null;
  }

  get zoom(): Zoom {
    return this.#zoom;
  }

  /**
   * What edges tell. While the numbers change, updates are those of the numbers before until the next have come.
   */
  showEdges(meaning: EdgeMeaning, updates: NextUpdates | null): void {
    this.#meaning = meaning;
    this.#updates = updates;
    this.#draw();
  }

  /** The elements that stand for `subject` say that it is pointed at; null: none is. */
  point(subject: Subject | null): void {
    const key = subjectKey(subject);
    for (const stop of this.#stops) stop.element.classList.toggle('is-pointed', stop.key === key);
  }

  show(network: NetworkView | null, selection: Subject | null): void {
    this.#network = network;
    this.#selection = selection;
    this.#draw();
  }

  #draw(): void {
    const network = this.#network;
    if (!network || this.#width === 0) return;
    const signature = `${this.#width} ${shapeOf(network)}`;
    if (signature !== this.#signature || !this.#scene) {
      this.#signature = signature;
      this.#build(network);
    }
    const edges = edgeNumbers(network, this.#meaning, this.#updates);
    this.#scene?.setNumbers(network, edges);
    this.#light(network);
    if (this.#layout) this.#actions.onDrawn({ network, edges, layout: this.#layout });
  }

  #build(network: NetworkView): void {
    const hadFocus = this.root.contains(document.activeElement);
    const layout = layOut(network, this.#width);
    this.#scene = drawScene(network, layout);
    this.#stops = orderStops(this.#scene.stops);
    this.#layout = layout;
    this.#zoom.show(layout);
    this.root.replaceChildren(...this.#scene.groups);
    const summaries = network.layers.flatMap(({ summary }) => (summary === null ? [] : [summary]));
    this.#summary.textContent = summaries.join(' ');
    this.#summary.hidden = summaries.length === 0;
    if (!this.#stops.some(({ key }) => key === this.#focusKey)) this.#focusKey = this.#stops[0]?.key ?? '';
    this.#setFocusKey(this.#focusKey);
    if (hadFocus) this.#focus(this.#focusKey);
  }

  #light(network: NetworkView): void {
    const selection = this.#selection;
    this.root.classList.toggle('has-selection', selection !== null);
    const lit = selection
      ? litPaths(selection, network.layers.length, network.layers.at(-1)?.activation !== 'softmax')
      : null;
    this.#scene?.setLit(lit);
    for (const stop of this.#stops) {
      const isSelected = isSameSubject(stop.subject, selection);
      stop.element.classList.toggle('is-selected', isSelected);
      setAttribute(stop.element, 'aria-pressed', String(isSelected));
    }
    const key = subjectKey(selection);
    const isFocusFree = !this.root.contains(document.activeElement);
    if (isFocusFree && this.#stops.some((stop) => stop.key === key)) this.#setFocusKey(key);
  }

  #press(event: KeyboardEvent): void {
    const stop = this.#stops.find(({ key }) => key === this.#focusKey);
    if (!stop || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#actions.onSelect(stop.subject);
      return;
    }
    if (this.#zoom.press(event.key)) {
      event.preventDefault();
      return;
    }
    const next = nextStop(this.#stops, this.#focusKey, event.key);
    if (event.key.startsWith('Arrow')) event.preventDefault();
    if (next) {
      event.preventDefault();
      this.#focus(next.key);
    }
  }

  #focus(key: string): void {
    this.#setFocusKey(key);
    const element = this.#stops.find((stop) => stop.key === key)?.element;
    element?.focus();
  }

  #setFocusKey(key: string): void {
    this.#focusKey = key;
    for (const stop of this.#stops) setAttribute(stop.element, 'tabindex', stop.key === key ? 0 : -1);
  }
}

/** A text that changes when the picture must be built anew: everything but the numbers. */
function shapeOf(network: NetworkView): string {
  return JSON.stringify([
    network.inputs.map(({ symbol, text }) => [symbol, text]),
    network.inputCount,
    network.layers.map((layer) => [
      layer.name,
      layer.activation,
      layer.units.map(({ symbol, preActivation }) => [symbol, preActivation?.symbol]),
      layer.unitCount,
      layer.weightTexts,
      layer.biases !== null,
      layer.summary,
    ]),
    network.outputs.map(({ target, term }) => [target.symbol, term.symbol]),
    network.loss.symbol,
  ]);
}
