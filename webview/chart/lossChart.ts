import type { NetworkView } from '../../src/protocol/panel';
import { h, setAttribute, setText } from '../element';
import { formatCount, formatNumber, visibleText } from '../format';
import type { RunState } from '../frame/runState';
import { sentences, strings } from '../strings';
import { checkbox, type Checkbox } from '../ui/controls';
import type { Ask } from '../views/view';
import { readChoices, toggled, MOST_RUNS, type ChartChoices } from './chartChoices';
import type { KeyAction } from './chartKeys';
import { axisOf, pictureOf } from './chartPicture';
import { ChartReader } from './chartReader';
import { chartSentences, chartStrings } from './chartStrings';
import { ChartTools, type ExportFormat } from './chartTools';
import { CurveSource } from './curveSource';
import { pngOf, svgOf } from './exportPicture';
import { LiveLoss } from './liveLoss';
import type { LossPlot, PlotData } from './lossPlot';
import { LossTable, MOST_ROWS } from './lossTable';
import { namedCurves, switchesOf, wantsParts, type NamedCurve } from './namedCurves';
import { RunList } from './runList';
import { RunStatusLine } from './runStatus';
import { onThemeChange, readTheme } from './theme';
import { panned, revealing, within, zoomed, ZOOM_STEP, type Range } from './zoom';

const PLOT_HEIGHT = 232;

/** The losses of a run and of others laid over it: curves that grow while the run does, their read-out, their twin. */
export class LossChart {
  readonly element = h('section', { class: 'loss', 'aria-label': strings.loss });
  readonly #ask: Ask;
  readonly #keep: (choices: ChartChoices) => void;
  readonly #onEpoch: ((epoch: number) => void) | null;
  readonly #value = h('p', { class: 'loss-value' });
  readonly #convention = h('p', { class: 'note' });
  readonly #status = new RunStatusLine();
  readonly #logToggle: Checkbox;
  readonly #host = h('div', { class: 'plot', 'data-redraws': 0, title: chartStrings.mouse });
  readonly #reader: ChartReader;
  readonly #none = h('p', { class: 'note no-run' }, strings.noRun);
  readonly #tools: ChartTools;
  readonly #runs: RunList;
  readonly #table: LossTable;
  readonly #live = new LiveLoss();
  readonly #source: CurveSource;
  readonly #tableSource: CurveSource;
  #plot: LossPlot | null = null;
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
  #redraws = 0;
  #frame = 0;

  /** @param onEpoch hears which epoch a person wants to see, by a click or the Enter key; null: nobody hears it. */
  constructor(
    ask: Ask,
    kept: unknown,
    keep: (choices: ChartChoices) => void,
    onEpoch: ((epoch: number) => void) | null,
  ) {
    this.#ask = ask;
    this.#onEpoch = onEpoch;
    this.#choices = readChoices(kept);
    this.#keep = keep;
    this.#source = new CurveSource(ask, () => {
      this.#changed();
    });
    this.#tableSource = new CurveSource(ask, () => {
      this.#fillTable();
    });
    this.#reader = new ChartReader(this.#host, {
      onRead: (epoch) => {
        if (epoch !== null && this.#zoom) this.#setZoom(revealing(this.#range, this.#whole, epoch));
        this.#plot?.point(epoch);
      },
      onAction: (action) => {
        this.#act(action);
      },
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
      h('div', { class: 'section-head' }, this.#value, this.#reader.element, this.#logToggle.element),
      this.#convention,
      this.#status.element,
      h('div', { class: 'plot-frame' }, this.#host, this.#none),
      this.#tools.element,
      this.#runs.element,
      this.#table.element,
      this.#live.element,
    );
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
      this.#reader.read(null);
    }
    this.showRun(run);
  }

  /** The run has gone on. */
  showRun(run: RunState | null): void {
    this.#run = run;
    this.#live.show(run);
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
      archived: this.#laid,
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

  /** The ids of the kept runs that are laid over the curve. */
  get #laid(): readonly string[] {
    return this.#choices.runs.slice(-MOST_RUNS);
  }

  get #switches() {
    return switchesOf(this.#network, this.#source.view);
  }

  /** Every epoch there is, or will be. */
  get #whole(): Range {
    const { current, archived } = this.#source.view ?? { current: null, archived: [] };
    const run = this.#run;
    const reached = Math.max(
      run?.epoch ?? 0,
      ...[current, ...archived].map((one) => (one ? one.endEpoch - 1 : 0)),
    );
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
    const middle = this.#reader.epoch ?? (range.from + range.to) / 2;
    this.#setZoom(zoomed(range, this.#whole, at ?? middle, factor));
  }

  /** Another moment of the run is on show: its hairline moves. */
  showMoment(): void {
    this.#schedule();
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
    this.#status.show(this.#run, view?.schedule ?? null);
    if (!hasRun) return;
    this.#reader.show(curves, this.#every);
    const width = Math.floor(this.#host.clientWidth);
    if (width === 0) return;
    const data = pictureOf({
      curves,
      events: view?.events ?? [],
      range,
      columns: width,
      chosenLog: this.#choices.isLog,
      epoch: this.#run && view?.current ? this.#run.moment.epoch : null,
      isDiverged: this.#run?.status === 'diverged',
      band: this.#band,
      theme: readTheme(this.#host),
    });
    if (this.#plot) {
      this.#plot.resize(width, PLOT_HEIGHT);
      this.#plot.show(data);
      this.#plot.point(this.#reader.epoch);
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
        if (!this.#host.matches(':focus-visible')) this.#reader.say(x);
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
      onClick: (epoch) => {
        this.#goTo(epoch);
      },
      onReset: () => {
        this.#setZoom(null);
      },
    });
    this.#schedule();
  }

  get #every(): number {
    return this.#run?.every ?? 1;
  }

  #act(action: Exclude<KeyAction, { readonly kind: 'read' }>): void {
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
      case 'go':
        if (this.#reader.epoch !== null) this.#goTo(this.#reader.epoch);
    }
  }

  /** A person wants to see an epoch, which the run must have come to. */
  #goTo(epoch: number): void {
    const run = this.#run;
    if (run && this.#source.view?.current)
      this.#onEpoch?.(Math.min(run.epoch, Math.max(0, Math.round(epoch))));
  }

  #fillTable(): void {
    const { view } = this.#tableSource;
    if (!view) return;
    const curves = namedCurves(view, this.#source.parts, this.#switches, this.#choices);
    this.#table.show(curves, view.events, this.#every);
  }

  async #export(format: ExportFormat): Promise<void> {
    if (format === 'csv') {
      await this.#ask('exportLosses', { archived: this.#laid });
      return;
    }
    const plot = this.#plot;
    if (!plot) return;
    const { from, to } = this.#range;
    const names = this.#curves.map(({ name }) => name).join(', ');
    const words = {
      title: this.#network ? visibleText(this.#network.name) : strings.loss,
      description: chartSentences.picture(formatCount(Math.round(from)), formatCount(Math.round(to)), names),
    };
    const bytes =
      format === 'png'
        ? await pngOf(plot.canvas, plot.data.marks.theme)
        : svgOf(plot.data, this.#curves, words);
    await this.#ask('exportPicture', { format, bytes });
  }
}
