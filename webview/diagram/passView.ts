import type { NetworkView } from '../../src/protocol/panel';
import { setText, svg } from '../element';
import { formatNumber } from '../format';
import type { Drawn } from './diagram';
import { UNIT_RADIUS, type Column, type DiagramLayout, type Point } from './diagramLayout';
import { passStep, type Direction, type PassStep } from './passSteps';

/** How long a number is on its way from layer to layer. */
const TRAVEL_MS = 180;
/** More edges than these would be a cloud. */
const MOST_DOTS = 200;

/**
 * Shows a pass in the diagram: the units where it is are ringed and carry the number that has arrived, and dots run
 * along the edges it came by, unless a person wants no motion.
 */
export class PassView {
  readonly #root: SVGSVGElement;
  readonly #group = svg('g', { class: 'pass', 'aria-hidden': 'true' });
  /** The words, read out and seen. */
  readonly #words: HTMLElement;
  #drawn: Drawn | null = null;
  #at: { readonly direction: Direction; readonly index: number } | null = null;
  #frame = 0;

  constructor(root: SVGSVGElement, words: HTMLElement) {
    this.#root = root;
    this.#words = words;
  }

  get isOn(): boolean {
    return this.#at !== null;
  }

  /** The picture has been drawn anew: the pass stays where it is, with the new numbers. */
  show(drawn: Drawn): void {
    this.#drawn = drawn;
    this.#draw();
  }

  /** One layer further in `direction`: from its start where it was not that one, and after its end. */
  advance(direction: Direction): void {
    const network = this.#drawn?.network;
    if (!network) return;
    const next = this.#at?.direction === direction ? this.#at.index + 1 : 0;
    this.#at = { direction, index: passStep(network, direction, next) ? next : 0 };
    this.#draw();
    this.#travel(network, this.#at);
  }

  leave(): void {
    this.#at = null;
    this.#draw();
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    const drawn = this.#drawn;
    const step = drawn && this.#at ? passStep(drawn.network, this.#at.direction, this.#at.index) : null;
    if (!step) this.#at = null;
    this.#root.classList.toggle('has-pass', step !== null);
    setText(this.#words, step?.sentence ?? '');
    if (!drawn || !step) {
      this.#group.remove();
      return;
    }
    this.#group.replaceChildren(...badges(drawn.layout, step));
    if (!this.#group.isConnected) this.#root.append(this.#group);
  }

  #travel(network: NetworkView, { direction, index }: { direction: Direction; index: number }): void {
    const along = passStep(network, direction, index)?.along ?? null;
    if (along === null || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const lines = [...this.#root.querySelectorAll<SVGPathElement>(`[data-key^="weight ${along} "] .line`)];
    const dots = lines.slice(0, MOST_DOTS).map((line) => {
      const dot = svg('circle', { r: 3, class: 'pass-dot' });
      return { line, dot, length: line.getTotalLength() };
    });
    this.#group.append(...dots.map(({ dot }) => dot));
    const start = performance.now();
    const move = (now: number): void => {
      const share = Math.min(1, Math.max(0, now - start) / TRAVEL_MS);
      for (const { line, dot, length } of dots) {
        const { x, y } = line.getPointAtLength(length * (direction === 'forward' ? share : 1 - share));
        dot.setAttribute('cx', String(x));
        dot.setAttribute('cy', String(y));
      }
      if (share < 1) this.#frame = requestAnimationFrame(move);
      else for (const { dot } of dots) dot.remove();
    };
    move(start);
  }
}

/** Where the units of a step stand. */
function placesOf({ inputs, layers, loss }: DiagramLayout, layer: number): Point[] {
  const column: Column | undefined = layer === -1 ? inputs : layers[layer];
  if (column) return column.ys.map((y) => ({ x: column.x, y }));
  return loss ? [loss] : [];
}

function badges(layout: DiagramLayout, { layer, arriving }: PassStep): SVGElement[] {
  return placesOf(layout, layer).flatMap(({ x, y }, index) => {
    const number = arriving[index];
    if (number === undefined) return [];
    // Where rows stand close there is room beside a unit only.
    const place = layout.isStacked
      ? { x: x - UNIT_RADIUS - 7, y: y + 4, class: 'label badge beside' }
      : { x, y: y - UNIT_RADIUS - 9, class: 'label badge' };
    return [
      svg('circle', { cx: x, cy: y, r: UNIT_RADIUS + 4, class: 'pass-ring' }),
      svg('text', place, formatNumber(number)),
    ];
  });
}
