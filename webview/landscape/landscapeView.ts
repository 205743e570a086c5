import type {
  LandscapeAxes,
  LandscapeHeights,
  LandscapeMap,
  LandscapePlan,
} from '../../src/protocol/views/landscape';
import { onThemeChange } from '../chart/theme';
import { h, setAttribute, setText } from '../element';
import { formatCount, formatNumber, visibleText } from '../format';
import type { Shown, View, ViewContext } from '../views/view';
import { LandscapeControls } from './landscapeControls';
import { paintHill } from './hillPainter';
import { HillTurn } from './hillTurn';
import { readMapTheme } from './ink';
import { MAP_PADDING, paintMap } from './landscapePainter';
import { landscapeSentences, landscapeStrings } from './landscapeStrings';
import { landscapeTables, readingOf } from './landscapeTable';

const strings = landscapeStrings;
const MOST_SIDE = 440;
const LEAST_SIDE = 160;
/** A map is drawn coarse first. */
const SIZES = [16, 32, 64];

/** The landscape: a map of the loss, or a hill, with the path of the run on it, and where restarts end. */
export class LandscapeView implements View {
  readonly element = h('section', { class: 'landscape', 'aria-label': strings.view });
  readonly #context: ViewContext;
  readonly #controls: LandscapeControls;
  readonly #status = h('p', { class: 'note landscape-status', role: 'status' });
  readonly #canvas = h('canvas', { class: 'landscape-map', tabindex: 0, role: 'img' });
  readonly #reading = h('p', { class: 'note landscape-reading', 'aria-live': 'polite' });
  readonly #sentences = h('div', { class: 'landscape-sentences' });
  readonly #twin = h('details', { class: 'twin' }, h('summary', {}, strings.table));
  readonly #turn: HillTurn;
  #plan: LandscapePlan | null = null;
  #map: LandscapeMap | null = null;
  #heights: LandscapeHeights | null = null;
  #node: [number, number] | null = null;
  #asking: AbortController | null = null;
  #drawing: AbortController | null = null;
  #running: AbortController | null = null;
  #isAskedAgain = false;
  #isShown = false;
  #width = 0;

  constructor(context: ViewContext) {
    this.#context = context;
    this.#controls = new LandscapeControls(context.kept, {
      wish: (wish) => {
        context.keep(wish);
        void this.#chart();
      },
      look: (wish) => {
        context.keep(wish);
        this.#read(null);
        this.#draw();
      },
      restart: (count) => void this.#restart(count),
      cancel: () => this.#running?.abort(),
      say: (text) => {
        this.#say(text);
      },
    });
    this.element.append(
      this.#controls.element,
      this.#status,
      this.#canvas,
      this.#reading,
      this.#sentences,
      this.#twin,
    );
    this.#canvas.hidden = true;
    this.#twin.hidden = true;
    this.#turn = new HillTurn(
      this.#canvas,
      () => this.#isHill,
      () => {
        const { azimuth, elevation } = this.#turn.turn;
        setText(this.#reading, landscapeSentences.turned(String(azimuth), String(elevation)));
        this.#paint();
      },
    );
    context.on('restartProgress', ({ done, runs }) => {
      if (this.#running) this.#say(landscapeSentences.progress(formatCount(done), formatCount(runs)));
    });
    this.#listen();
  }

  show({ network, isUsable }: Shown): void {
    this.#isShown = true;
    if (!network) this.#say(strings.waiting);
    if (network && isUsable) void this.#askPlan();
  }

  hide(): void {
    this.#isShown = false;
    // A map that is left half done is made anew.
    if (this.#drawing) this.#plan = null;
    for (const one of [this.#asking, this.#drawing, this.#running]) one?.abort();
    this.#drawing = null;
  }

  #listen(): void {
    new ResizeObserver(() => {
      const width = Math.floor(this.element.clientWidth);
      if (width === this.#width) return;
      this.#width = width;
      this.#paint();
    }).observe(this.element);
    onThemeChange(() => {
      this.#paint();
    });
    this.#canvas.addEventListener('pointermove', (event) => {
      if (!this.#isHill) this.#read(this.#nodeAt(event.offsetX, event.offsetY));
    });
    this.#canvas.addEventListener('pointerleave', () => {
      this.#read(null);
    });
    this.#canvas.addEventListener('blur', () => {
      this.#read(null);
    });
    this.#canvas.addEventListener('keydown', (event) => {
      this.#press(event);
    });
  }

  get #isHill(): boolean {
    return this.#controls.wish.look === 'hill';
  }

  async #askPlan(): Promise<void> {
    if (this.#asking) {
      this.#isAskedAgain = true;
      return;
    }
    const asking = new AbortController();
    this.#asking = asking;
    const plan = await this.#context.ask('landscapePlan', null, asking.signal);
    this.#asking = null;
    if (plan && this.#isShown) this.#take(plan);
    if (!this.#isAskedAgain || !this.#isShown) return;
    this.#isAskedAgain = false;
    void this.#askPlan();
  }

  #take(plan: LandscapePlan): void {
    const isOther = plan.version !== this.#plan?.version;
    this.#plan = plan;
    this.#controls.show(plan);
    if (plan.refusal !== null) {
      this.#drawing?.abort();
      this.#map = null;
      this.#heights = null;
      this.#draw();
      this.#say(visibleText(plan.refusal));
    } else if (isOther || (!this.#map && !this.#drawing)) void this.#chart();
  }

  /** Makes the map anew, coarse first; another wish ends what is under way. */
  async #chart(): Promise<void> {
    this.#drawing?.abort();
    this.#drawing = null;
    if (this.#plan?.refusal !== null) return;
    const drawing = new AbortController();
    this.#drawing = drawing;
    const axes: LandscapeAxes | null = this.#controls.axes;
    if (!axes) return;
    if (!this.#running) this.#say(strings.computing);
    const { zoom } = this.#controls.wish;
    const isGone = (): boolean => drawing.signal.aborted;
    const map = await this.#context.ask('landscapeMap', { axes, zoom }, drawing.signal);
    if (isGone()) return;
    if (map) {
      for (const size of SIZES) {
        const heights = await this.#context.ask('landscapeHeights', { id: map.id, size }, drawing.signal);
        if (isGone()) return;
        if (!heights) break;
        if (this.#map !== map) this.#node = null;
        this.#map = map;
        this.#heights = heights;
        this.#draw();
      }
    }
    this.#drawing = null;
    if (!this.#running) this.#say('');
  }

  async #restart(count: number): Promise<void> {
    if (this.#running || this.#plan?.refusal !== null) return;
    const running = new AbortController();
    this.#running = running;
    this.#controls.setRunning(true);
    this.#say(landscapeSentences.progress('0', formatCount(count)));
    const done = await this.#context.ask('restarts', { count }, running.signal);
    this.#running = null;
    this.#controls.setRunning(false);
    if (done === undefined) {
      if (running.signal.aborted) this.#say(strings.cancelled);
      return;
    }
    if (this.#isShown) await this.#chart();
  }

  #draw(): void {
    const [map, heights] = [this.#map, this.#heights];
    this.#canvas.hidden = !map;
    this.#twin.hidden = !map;
    if (!map || !heights) {
      this.#sentences.replaceChildren();
      return;
    }
    const { low, high } = heights.scale;
    const [first, second] = map.names.map(visibleText) as [string, string];
    const described = `${visibleText(map.height)}. ${landscapeSentences.description(first, second, formatNumber(low), formatNumber(high))}`;
    setAttribute(this.#canvas, 'aria-label', `${this.#isHill ? strings.hill : strings.map} ${described}`);
    setAttribute(this.#canvas, 'data-size', heights.size);
    setAttribute(this.#canvas, 'data-look', this.#controls.wish.look);
    this.#sentences.replaceChildren(
      ...[
        described,
        ...(this.#isHill && heights.scale.isLog ? [strings.logarithmic] : []),
        ...this.#countSentences(map),
        ...map.sentences.map(visibleText),
      ].map((text) => h('p', { class: 'note' }, text)),
    );
    this.#twin.replaceChildren(this.#twin.firstElementChild ?? '', ...landscapeTables(map, heights));
    this.#paint();
  }

  #countSentences({ ends, basins, square }: LandscapeMap): string[] {
    if (basins.length === 0) return [];
    const runs = basins.reduce((sum, { count }) => sum + count, 0);
    const beyond = ends.filter(
      ({ u, v }) => Math.max(Math.abs(u - square.u), Math.abs(v - square.v)) > square.half,
    ).length;
    return [
      landscapeSentences.counted(formatCount(basins.length), formatCount(runs)),
      ...(beyond > 0 ? [landscapeSentences.hidden(formatCount(beyond))] : []),
    ];
  }

  get #side(): number {
    const { left, right } = MAP_PADDING;
    return Math.max(LEAST_SIDE, Math.min(MOST_SIDE, this.#width - left - right));
  }

  #paint(): void {
    const [map, heights] = [this.#map, this.#heights];
    if (!map || !heights || this.#width === 0) return;
    const side = this.#side;
    const { left, right, top, bottom } = MAP_PADDING;
    this.#canvas.style.width = `${side + left + right}px`;
    this.#canvas.style.height = `${side + top + bottom}px`;
    const picture = {
      map,
      heights,
      theme: readMapTheme(this.element),
      side,
      ratio: window.devicePixelRatio,
      reading: this.#node,
    };
    if (this.#isHill) paintHill(this.#canvas, picture, this.#turn.turn);
    else paintMap(this.#canvas, picture);
  }

  #nodeAt(x: number, y: number): [number, number] | null {
    const heights = this.#heights;
    if (!heights) return null;
    const cell = this.#side / (heights.size - 1);
    const column = Math.round((x - MAP_PADDING.left) / cell);
    const row = heights.size - 1 - Math.round((y - MAP_PADDING.top) / cell);
    const isInside = Math.min(column, row) >= 0 && Math.max(column, row) < heights.size;
    return isInside ? [column, row] : null;
  }

  #read(node: [number, number] | null): void {
    const [map, heights] = [this.#map, this.#heights];
    this.#node = node;
    setText(this.#reading, node && map && heights ? readingOf(map, heights, ...node) : '');
    this.#paint();
  }

  #press(event: KeyboardEvent): void {
    const heights = this.#heights;
    if (!heights || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '-') {
      event.preventDefault();
      this.#controls.zoomBy(event.key === '+' ? 0.5 : 2);
      return;
    }
    if (this.#isHill) {
      if (this.#turn.press(event.key)) event.preventDefault();
      return;
    }
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
    if (!step) return;
    event.preventDefault();
    const middle = Math.floor(heights.size / 2);
    const [column, row] = this.#node ?? [middle, middle];
    const inside = (n: number): number => Math.min(heights.size - 1, Math.max(0, n));
    this.#read([inside(column + step[0]), inside(row + step[1])]);
  }

  #say(text: string): void {
    setText(this.#status, text);
  }
}
