import type { DistributionsView as Data } from '../../../src/protocol/views/distributions';
import { h, setText } from '../../element';
import { formatCount, visibleText } from '../../format';
import { button, choice, type Choice, type Control } from '../../ui/controls';
import { dataTable, Twin } from '../dataTable';
import { Latest } from '../latest';
import type { Shown, View, ViewContext } from '../view';
import { EpochReader } from './epochReader';
import { bandChart, histogram, kinds, ratioChart, ratioWords, type Kind } from './pictures';
import { distributionsSentences, distributionsStrings as words } from './strings';

/** How weights, activations, errors and updates of each layer are spread, now and over the epochs of the run. */
export class DistributionsView implements View {
  readonly element = h('section', { class: 'distributions', 'aria-label': words.title });
  readonly #where = h('p', { class: 'note' });
  readonly #none = h('p', { class: 'note' }, words.noData);
  readonly #body = h('div', {});
  readonly #grid = h('div', { class: 'histograms', tabindex: 0, role: 'group', 'aria-label': words.now });
  readonly #nowTwin = new Twin(words.table);
  readonly #status = h('p', { class: 'note', role: 'status' });
  readonly #readNow: Control;
  readonly #stop: Control;
  readonly #kindChoice: Choice<Kind>;
  readonly #bands = h('div', { class: 'bands' });
  readonly #bandsNote = h('p', { class: 'note' }, words.bands);
  readonly #bandsTwin = new Twin(words.table);
  readonly #ratio = h('div', {});
  readonly #ratioNow = h('p', {});
  readonly #ratioAxis = h('p', { class: 'note' }, words.ratioAxis);
  readonly #now: Latest<Data | null>;
  readonly #reader: EpochReader;
  #kind: Kind;
  #newest: Data | null = null;
  #shown: Shown | null = null;
  #frame = 0;

  constructor({ ask, kept, keep }: ViewContext) {
    this.#kind = kinds.find((kind) => kind === kept) ?? 'weights';
    this.#now = new Latest(
      (signal) => ask('distributions', { epoch: null }, signal),
      (view) => {
        this.#newest = view;
        this.#schedule();
      },
    );
    this.#reader = new EpochReader(
      (epoch, signal) => ask('distributions', { epoch }, signal),
      () => {
        this.#schedule();
      },
    );
    this.#readNow = button({
      label: words.readNow,
      tooltip: words.readNowTooltip,
      kind: 'secondary',
      onPress: () => {
        this.#readEpochs();
      },
    });
    this.#stop = button({
      label: words.stop,
      tooltip: words.stopTooltip,
      kind: 'secondary',
      onPress: () => {
        this.#reader.stop();
        this.#schedule();
      },
    });
    this.#kindChoice = choice(
      words.kind,
      words.kindTooltip,
      kinds.map((kind) => [kind, words.kinds[kind]] as const),
      (kind) => {
        this.#kind = kind;
        keep(kind);
        this.#schedule();
      },
    );
    this.#kindChoice.set(this.#kind);
    const over = h(
      'section',
      {},
      h(
        'div',
        { class: 'section-head' },
        h('h2', {}, words.overEpochs),
        h('span', { class: 'picker' }, this.#kindChoice.element),
        this.#readNow,
        this.#stop,
        this.#status,
      ),
      this.#bands,
      this.#bandsNote,
      this.#bandsTwin.element,
    );
    const ratio = h(
      'section',
      {},
      h('h2', {}, words.ratio),
      this.#ratioNow,
      this.#ratioAxis,
      this.#ratio,
      h('p', { class: 'note' }, words.ratioRule),
    );
    const now = h(
      'section',
      {},
      h('h2', {}, words.now),
      this.#where,
      this.#grid,
      h('p', { class: 'note' }, words.under),
      this.#nowTwin.element,
    );
    this.#body.append(now, over, ratio);
    this.#body.hidden = true;
    this.#none.hidden = true;
    this.element.append(this.#none, this.#body);
  }

  show(shown: Shown): void {
    const before = this.#shown;
    this.#shown = shown;
    const isNew = shown.network !== before?.network || shown.isUsable !== before.isUsable;
    if (!shown.network || !shown.isUsable) {
      this.#reader.stop();
      return;
    }
    this.#reader.follow(shown.run && !shown.run.isStale ? shown.run.id : null);
    if (isNew) this.#now.ask();
    const isResting = shown.run !== null && shown.run.status !== 'running';
    // The same run as before is read already, or a person has stopped that.
    if (isResting && shown.run !== before?.run && !this.#reader.isReading) this.#readEpochs();
    this.#schedule();
  }

  showProgress(): void {
    this.#schedule();
  }

  hide(): void {
    this.#now.cancel();
    this.#reader.stop();
    this.#shown = null;
  }

  #readEpochs(): void {
    const run = this.#shown?.run;
    if (run && !run.isStale) void this.#reader.start(run.epoch);
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const view = this.#newest;
    this.#body.hidden = view === null;
    this.#none.hidden = view !== null || this.#shown?.network === null;
    if (!view) return;
    const [epoch, step, samples] = [view.epoch, view.step, view.samples].map(formatCount) as [
      string,
      string,
      string,
    ];
    setText(this.#where, distributionsSentences.where(epoch, step, samples));
    this.#grid.replaceChildren(...this.#cells(view));
    this.#nowTwin.show(() => [nowTable(view)]);
    this.#drawStatus();
    const { read } = this.#reader;
    const hasBands = read.length > 1;
    this.#ratioAxis.hidden = !hasBands;
    this.#bandsNote.hidden = !hasBands;
    const kind = this.#kind;
    this.#bands.replaceChildren(...(hasBands ? view.layers.map((_, l) => bandChart(kind, l, read)) : []));
    this.#bandsTwin.show(hasBands ? () => bandTables(kind, read) : null);
    setText(this.#ratioNow, ratioWords(view.layers));
    this.#ratio.replaceChildren(...(hasBands ? [ratioChart(read)] : []));
  }

  #drawStatus(): void {
    const run = this.#shown?.run ?? null;
    const { isReading, isGone, done, all } = this.#reader;
    const isRunning = run?.status === 'running';
    this.#readNow.hidden =
      run === null || run.isStale || isReading || (!isRunning && !isGone && done === all);
    this.#stop.hidden = !isReading;
    if (!run) setText(this.#status, words.noRun);
    else if (isGone) setText(this.#status, words.gone);
    else if (isReading)
      setText(this.#status, distributionsSentences.progress(formatCount(done), formatCount(all)));
    else setText(this.#status, isRunning ? words.whileRunning : '');
  }

  #cells({ layers }: Data): HTMLElement[] {
    const heads = [h('span', {}), ...kinds.map((kind) => h('span', { class: 'note' }, words.kinds[kind]))];
    const rows = layers.map((layer) =>
      h(
        'div',
        { class: 'histogram-row' },
        h('span', { class: 'layer-name' }, visibleText(layer.name)),
        ...kinds.map((kind) => histogram(kind, visibleText(layer.name), layer[kind])),
      ),
    );
    return [h('div', { class: 'histogram-row heads', 'aria-hidden': 'true' }, ...heads), ...rows];
  }
}

function nowTable({ layers }: Data): HTMLElement {
  const rows = layers.flatMap((layer) => kinds.map((kind) => ({ layer, kind, spread: layer[kind] })));
  return dataTable(words.now, [
    { heading: words.layer, words: rows.map(({ layer }) => layer.name) },
    { heading: words.quantity, words: rows.map(({ kind }) => words.kinds[kind]) },
    { heading: words.count, words: rows.map(({ spread }) => formatCount(spread.count)) },
    { heading: words.zeros, words: rows.map(({ spread }) => formatCount(spread.zeros)) },
    { heading: words.mean, numbers: rows.map(({ spread }) => spread.mean) },
    { heading: words.deviation, numbers: rows.map(({ spread }) => spread.deviation) },
    ...words.quantiles.map((heading, n) => ({
      heading,
      numbers: rows.map(({ spread }) => spread.quantiles[n] ?? NaN),
    })),
  ]);
}

/** The quantiles of one kind at every epoch that was read, a table for each layer. */
function bandTables(kind: Kind, read: readonly Data[]): HTMLElement[] {
  return (read[0]?.layers ?? []).map(({ name }, l) =>
    dataTable(distributionsSentences.band(words.kinds[kind], visibleText(name)), [
      { heading: words.epoch, words: read.map(({ epoch }) => formatCount(epoch)) },
      ...words.quantiles.map((heading, n) => ({
        heading,
        numbers: read.map(({ layers }) => layers[l]?.[kind].quantiles[n] ?? NaN),
      })),
      { heading: words.ratioShort, numbers: read.map(({ layers }) => layers[l]?.updateRatio ?? NaN) },
    ]),
  );
}
