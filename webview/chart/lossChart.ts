import type { NetworkView } from '../../src/protocol/panel';
import { h, setAttribute, setText } from '../element';
import { formatCount, formatNumber, visibleText } from '../format';
import type { RunState } from '../frame/runState';
import { sentences, statusSentence, strings } from '../strings';
import { checkbox, type Checkbox } from '../ui/controls';
import type { Ask } from '../views/view';
import { readChoices, toggled, MOST_RUNS, type ChartChoices } from './chartChoices';
import { keyAction } from './chartKeys';
import { axisOf, pictureOf } from './chartPicture';
import { chartSentences, chartStrings } from './chartStrings';
import { ChartTools } from './chartTools';
import { CurveSource } from './curveSource';
import { pngOf, svgOf } from './exportPicture';
import { LiveLoss } from './liveLoss';
import type { LossPlot, PlotData } from './lossPlot';
import { LossTable, MOST_ROWS } from './lossTable';
import { namedCurves, placeAt, readoutAt, switchesOf, wantsParts, type NamedCurve } from './namedCurves';
import { RunList } from './runList';
import { onThemeChange, readTheme } from './theme';
import { panned, revealing, within, zoomed, ZOOM_STEP, type Range } from './zoom';

const PLOT_HEIGHT = 232;

/** The losses of a run and of others laid over it: curves that grow while the run does, their read-out, their twin. */
export class LossChart {
  readonly element = h('section', { class: 'loss', 'aria-label': strings.loss });
  readonly #ask: Ask;
  readonly #keep: (choices: ChartChoices) => void;
  readonly #value = h('p', { class: 'loss-value' });
  readonly #convention = h('p', { class: 'note' });
  readonly #readout = h('span', { class: 'readout', 'aria-hidden': 'true' });
  readonly #status = h('p', { class: 'run-status' });
  readonly #logToggle: Checkbox;
  readonly #host = h('div', { class: 'plot', 'data-redraws': 0, title: chartStrings.mouse });
  readonly #none = h('p', { class: 'note no-run' }, strings.noRun);
  readonly #tools: ChartTools;
  readonly #runs: RunList;
  readonly #table: LossTable;
  readonly #live = new LiveLoss();
  readonly #source: CurveSource;
  readonly #tableSource: CurveSource;
  #plot: LossPlot | null = null;
  #drawn: PlotData | null = null;
  #isLoading = false;
  #isShown = false;
  #isWanted = false;
  #network: NetworkView | null = null;
  #run: RunState | null = null;
  #choices: ChartChoices;
  /** Null: every epoch. */
  #zoom: Range | null = null;
  /** What was asked for last. */
  #asked: Range | null = null;
  #band: Range | null = null;
  #curves: readonly NamedCurve[] = [];
  /** The epoch that the keyboard reads. */
  #readAt: number | null = null;
  #redraws = 0;
  #frame = 0;

  constructor(ask: Ask, kept: unknown, keep: (choices: ChartChoices) => void) {
    this.#ask = ask;
    this.#choices = readChoices(kept);
    this.#keep = keep;
    this.#source = new CurveSource(ask, () => {
      this.#changed();
    });
    this.#tableSource = new CurveSource(ask, () => {
      this.#fillTable();
    });
    this.#logToggle = checkbox(strings.logAxis, strings.logAxisTooltip, (isLog) => {
      this.#choose({ isLog });
    });
    this.#tools = new ChartTools({
      onSwitch: (key) => {
        this.#choose({ switched: toggled(this.#choices.switched, key) });
      },
      onZoom: (factor) => {
        this.#zoomBy(factor, null);
      },
      onWhole: () => {
        this.#setZoom(null);
      },
      onExport: (format) => void this.#export(format),
    });
    this.#runs = new RunList({
      onToggle: (id) => {
        this.#choose({ runs: toggled(this.#choices.runs, id) });
      },
      onRename: (id) => void this.#ask('renameRun', { id }),
      onRemove: (id) => void this.#ask('removeRun', { id }),
    });
    this.#table = new LossTable(() => {
      this.#want();
    });
    this.element.append(
      h('div', { class: 'section-head' }, this.#value, this.#readout, this.#logToggle.element),
      this.#convention,
      this.#status,
      h('div', { class: 'plot-frame' }, this.#host, this.#none),
      this.#tools.element,
      this.#runs.element,
      this.#table.element,
      this.#live.element,
    );
    this.#host.addEventListener('keydown', (event) => {
      this.#press(event);
    });
    this.#host.addEventListener('blur', () => {
      this.#read(null);
    });
    new ResizeObserver(() => {
      this.#want();
    }).observe(this.#host);
    onThemeChange(() => {
      this.#schedule();
    });
  }

  /** Shows what has changed of network and run. */
  show(network: NetworkView | null, run: RunState | null): void {
    this.#isShown = true;
    this.#network = network;
    const loss = network?.loss;
    setText(this.#value, loss ? sentences.lossIs(visibleText(loss.text), formatNumber(loss.value)) : '');
    const penalty = loss && loss.penalty !== 0 ? ` · ${sentences.penalty(formatNumber(loss.penalty))}` : '';
    setText(this.#convention, network ? visibleText(network.lossConvention) + penalty : '');
    if (run?.id !== this.#run?.id) {
      this.#source.clear();
      this.#zoom = null;
      this.#read(null);
    }
    this.showRun(run);
  }

  /** The run has gone on. */
  showRun(run: RunState | null): void {
    this.#run = run;
    this.#live.show(run);
    this.#showStatus(run);
    this.#want();
  }

  /** Other runs are kept. */
  refresh(): void {
    this.#want();
  }

  /** Nobody looks any more. */
  hide(): void {
    this.#isShown = false;
    this.#isWanted = false;
    this.#source.stop();
    this.#tableSource.stop();
  }

  /** Has what is to be seen now asked for in the next frame, and draws what is there already. */
  #want(): void {
    this.#isWanted = this.#isShown && (this.#network !== null || this.#run !== null);
    setAttribute(this.element, 'data-waiting', this.#isWanted);
    this.#schedule();
  }

  #askNow(): void {
    this.#isWanted = false;
    this.#asked = this.#range;
    const wish = {
      range: this.#asked,
      columns: Math.max(1, Math.floor(this.#host.clientWidth || this.element.clientWidth)),
      archived: this.#choices.runs.slice(-MOST_RUNS),
      hasParts: wantsParts(this.#switches, this.#choices),
    };
    this.#source.want(wish);
    if (this.#table.isOpen) this.#tableSource.want({ ...wish, columns: MOST_ROWS, hasParts: false });
  }

  /** Whatever was asked for has come. */
  #changed(): void {
    const { from, to } = this.#range;
    // There is more to be seen than was known when it was asked for: a longer run is laid over this one.
    if (this.#isShown && (from !== this.#asked?.from || to !== this.#asked.to)) this.#want();
    else if (!this.#source.isBehind && !this.#isWanted) setAttribute(this.element, 'data-waiting', false);
    this.#schedule();
  }

  #choose(change: Partial<ChartChoices>): void {
    this.#choices = { ...this.#choices, ...change };
    this.#keep(this.#choices);
    this.#want();
  }

  get #switches() {
    return switchesOf(this.#network, this.#source.view);
  }

  /** Every epoch there is, or will be. */
  get #whole(): Range {
    const { current, archived } = this.#source.view ?? { current: null, archived: [] };
    const run = this.#run;
    const reached = Math.max(run?.epoch ?? 0, ...[current, ...archived].map((one) => (one ? one.endEpoch - 1 : 0)));
    return { from: 0, to: Math.max(1, reached, run?.status === 'running' ? run.epochs : 0) };
  }

  get #range(): Range {
    return this.#zoom ? within(this.#zoom, this.#whole) : this.#whole;
  }

  #setZoom(zoom: Range | null): void {
    this.#zoom = zoom;
    this.#want();
  }

  /** @param at the epoch that stays where it is; null: the one that is read, else the middle. */
  #zoomBy(factor: number, at: number | null): void {
    const range = this.#range;
    const middle = this.#readAt ?? (range.from + range.to) / 2;
    this.#setZoom(zoomed(range, this.#whole, at ?? middle, factor));
  }

  #showStatus(run: RunState | null): void {
    const epoch = formatCount(run?.epoch ?? 0);
    const parts: string[] = [];
    if (run?.isStale) parts.push(sentences.staleRun(epoch));
    if (run?.divergence && run.status === 'diverged') parts.push(visibleText(run.divergence.sentence));
    else if (run) parts.push(statusSentence(run.status, epoch) ?? '');
    if (run && run.every > 1) parts.push(sentences.everyEpoch(formatCount(run.every)));
    const { schedule } = this.#source.view ?? {};
    if (schedule) parts.push(visibleText(schedule));
    setText(this.#status, parts.filter((part) => part !== '').join(' · '));
    setAttribute(this.#status, 'data-status', run?.status);
    this.#status.classList.toggle('is-stale', run?.isStale ?? false);
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#isWanted) this.#askNow();
      this.#draw();
    });
  }

  #draw(): void {
    const { view, parts } = this.#source;
    const switches = this.#switches;
    this.#curves = view ? namedCurves(view, parts, switches, this.#choices) : [];
    const curves = this.#curves;
    const hasRun = Boolean(view?.current) || (view?.archived.length ?? 0) > 0;
    this.#none.hidden = hasRun || (this.#run?.epoch ?? 0) > 0;
    this.#host.hidden = !hasRun;
    this.#tools.element.hidden = !hasRun;
    this.#table.element.hidden = !hasRun;
    this.#tools.show(switches, this.#choices, {
      isWhole: this.#zoom === null,
      parts,
    });
    this.#runs.show(
      view?.runs ?? [],
      (view?.archived ?? []).map(({ id }) => id),
    );
    const range = this.#range;
    const { isLog, canBeLog } = axisOf(curves, range, this.#choices.isLog);
    this.#logToggle.set(isLog);
    this.#logToggle.element.disabled = !canBeLog;
    this.#showStatus(this.#run);
    if (!hasRun) return;
    this.#describe();
    const width = Math.floor(this.#host.clientWidth);
    if (width === 0) return;
    const data = pictureOf({
      curves,
      events: view?.events ?? [],
      range,
      columns: width,
      chosenLog: this.#choices.isLog,
      epoch: this.#run && view?.current ? this.#run.epoch : null,
      isDiverged: this.#run?.status === 'diverged',
      band: this.#band,
      theme: readTheme(this.#host),
    });
    this.#drawn = data;
    if (this.#plot) {
      this.#plot.resize(width, PLOT_HEIGHT);
      this.#plot.show(data);
      this.#plot.point(this.#readAt);
    } else void this.#load(width, data);
  }

  async #load(width: number, data: PlotData): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { LossPlot: Plot } = await import('./lossPlot');
    this.#plot = new Plot(this.#host, width, PLOT_HEIGHT, data, {
      onDraw: () => {
        this.#redraws += 1;
        setAttribute(this.#host, 'data-redraws', this.#redraws);
      },
      onPoint: (x) => {
        if (!this.#host.matches(':focus-visible')) this.#readOut(x);
      },
      hasFocus: () => document.activeElement === this.#host,
      onZoom: (factor, at) => {
        this.#zoomBy(factor, at);
      },
      onPan: (epochs) => {
        this.#setZoom(panned(this.#range, this.#whole, epochs));
      },
      onBand: (band) => {
        this.#band = band;
        this.#schedule();
      },
      onSelect: (range) => {
        this.#setZoom(within(range, this.#whole));
      },
      onReset: () => {
        this.#setZoom(null);
      },
    });
    this.#schedule();
  }

  /** The plot is a slider over the epochs for the keyboard and for screen readers. */
  #describe(): void {
    const [main] = this.#curves;
    const last = main ? (placeAt(main, Infinity, this.#every)?.epoch ?? 0) : 0;
    const at = Math.min(this.#readAt ?? last, last);
    setAttribute(this.#host, 'role', 'slider');
    setAttribute(this.#host, 'tabindex', 0);
    setAttribute(this.#host, 'aria-label', chartStrings.readout);
    setAttribute(this.#host, 'aria-valuemin', 0);
    setAttribute(this.#host, 'aria-valuemax', last);
    setAttribute(this.#host, 'aria-valuenow', at);
    setAttribute(this.#host, 'aria-valuetext', readoutAt(this.#curves, at, this.#every));
  }

  get #every(): number {
    return this.#run?.every ?? 1;
  }

  #press(event: KeyboardEvent): void {
    const action = keyAction(event);
    const [main] = this.#curves;
    if (!action || !main) return;
    event.preventDefault();
    const range = this.#range;
    switch (action.kind) {
      case 'zoom':
        this.#zoomBy(action.isIn ? 1 / ZOOM_STEP : ZOOM_STEP, null);
        return;
      case 'whole':
        this.#setZoom(null);
        return;
      case 'pan':
        this.#setZoom(this.#zoom && panned(range, this.#whole, action.share * (range.to - range.from)));
        return;
      case 'read':
        this.#read(action.to(main.buckets, this.#readAt ?? Infinity));
    }
  }

  /** Reads the curves at an epoch by the keyboard; null ends the reading. */
  #read(epoch: number | null): void {
    this.#readAt = epoch;
    this.#readOut(epoch);
    if (epoch !== null && this.#zoom) this.#setZoom(revealing(this.#range, this.#whole, epoch));
    if (this.#curves.length === 0) return;
    this.#describe();
    this.#plot?.point(epoch);
  }

  #readOut(epoch: number | null): void {
    setText(this.#readout, epoch === null ? '' : readoutAt(this.#curves, Math.round(epoch), this.#every));
  }

  #fillTable(): void {
    const { view } = this.#tableSource;
    if (!view) return;
    const curves = namedCurves(view, this.#source.parts, this.#switches, this.#choices);
    this.#table.show(curves, view.events, this.#every);
  }

  async #export(format: 'png' | 'svg' | 'csv'): Promise<void> {
    const archived = this.#choices.runs.slice(-MOST_RUNS);
    if (format === 'csv') {
      await this.#ask('exportLosses', { archived });
      return;
    }
    const data = this.#drawn;
    if (!this.#plot || !data) return;
    const { from, to } = this.#range;
    const names = this.#curves.map(({ name }) => name).join(', ');
    const title = this.#network ? visibleText(this.#network.name) : strings.loss;
    const words = chartSentences.picture(formatCount(Math.round(from)), formatCount(Math.round(to)), names);
    const bytes =
      format === 'png'
        ? await pngOf(this.#plot.canvas, data.marks.theme)
        : svgOf(data, this.#curves, { title, description: words });
    await this.#ask('exportPicture', { format, bytes });
  }
}
