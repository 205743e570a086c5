import type { Subject } from '../../src/core/network/subject';
import type { Channel } from '../../src/protocol/channel';
import { RequestError } from '../../src/protocol/channel';
import type { NetworkView, PanelHostSide, PanelSide, ProblemView, Snapshot } from '../../src/protocol/panel';
import { Derivation } from '../derivation/derivation';
import { Pinned } from '../derivation/pinned';
import { SubjectHeader } from '../derivation/subjectHeader';
import { DiagramSection } from '../diagram/diagramSection';
import { isSameSubject } from '../diagram/litPaths';
import { h, setText } from '../element';
import { visibleText } from '../format';
import { strings } from '../strings';
import { button, link } from '../ui/controls';
import type { Answer, Ask, Params, Request } from '../views/view';
import { viewKinds } from '../views/viewKinds';
import { Columns } from './columns';
import type { PersistedState } from './persisted';
import { RunState } from './runState';
import { Tabs } from './tabs';
import { Toolbar } from './toolbar';

type Host = Channel<PanelSide, PanelHostSide>;

/** What a person has not asked for: it says nothing, and leaves standing what was said. */
const BACKGROUND: ReadonlySet<Request> = new Set<Request>([
  'point',
  'nextUpdates',
  'symbols',
  'derive',
  'overview',
]);

/** The panel: holds what the host has told, draws it, and tells the host what the person does. */
export class PanelView {
  readonly #host: Host;
  readonly #keep: (state: PersistedState) => void;
  readonly #toolbar: Toolbar;
  readonly #subject: SubjectHeader;
  readonly #derivation: Derivation;
  readonly #pinned: Pinned;
  readonly #diagram: DiagramSection;
  readonly #views: Tabs;
  readonly #columns: Columns;
  readonly #problem = h('section', { class: 'problem', role: 'alert' });
  readonly #empty = h('section', { class: 'empty' });
  /** Said to screen readers, too, as soon as it is seen. */
  readonly #loading = h('p', { class: 'loading note', role: 'status' }, strings.waiting);
  /** The request that the notice is about. */
  #noticeOf: Request | null = null;
  readonly #notice = h('p', { class: 'notice', role: 'status' });
  #state: PersistedState;
  /** What the diagram shows as selected; `#state.selection` is what is kept over a reload. */
  #selection: Subject | null = null;
  #document: Snapshot['document'] = null;
  #hasSnapshot = false;
  #shownProblem: ProblemView | null = null;
  #network: Snapshot['network'] = null;
  #run: RunState | null = null;
  #shownDerivation: Snapshot['derivation'] = null;
  #isStarting = false;
  #names = '';

  constructor(root: HTMLElement, host: Host, state: PersistedState, keep: (state: PersistedState) => void) {
    this.#host = host;
    this.#state = state;
    this.#keep = keep;
    this.#toolbar = new Toolbar({
      train: () => void this.#ask('train', null),
      stop: () => void this.#ask('stop', null),
      step: () => void this.#ask('step', null),
      reset: () => void this.#ask('reset', null),
      showSample: (sample) => void this.#ask('showSample', { sample }),
      setTraining: async (change) => (await this.#ask('setTraining', change))?.isWritten ?? false,
      showEpoch: async (epoch) => (await this.#ask('showEpoch', { epoch })) !== undefined,
      stepMoment: (by, direction) => void this.#ask('stepMoment', { by, direction }),
      fork: () => void this.#ask('forkRun', null),
    });
    const onSelect = (subject: Subject): void => {
      this.#choose(subject);
    };
    const onPoint = (subject: Subject | null): void => {
      this.#point(subject);
    };
    this.#derivation = new Derivation({
      onCopy: (text) => void this.#ask('copy', { text }),
      onWrite: (writing) => this.#ask('write', writing),
      onPoint,
      onSelect,
    });
    const ask: Ask = (method, params, signal) => this.#askForView(method, params, signal);
    this.#subject = new SubjectHeader(ask);
    this.#pinned = new Pinned(ask, onSelect);
    this.#diagram = new DiagramSection(ask, state.edges, {
      onSelect,
      onPoint,
      onMeaning: (edges) => {
        this.#save({ edges });
      },
    });
    this.#views = new Tabs(
      viewKinds,
      {
        ask,
        on: (name, listener) => {
          host.on(name, listener);
        },
        select: onSelect,
      },
      state.views,
      (views) => {
        this.#save({ views });
      },
    );
    this.#columns = new Columns(
      {
        subject: this.#subject.element,
        diagram: this.#diagram.element,
        derivation: h('section', { class: 'derivations' }, this.#derivation.element, this.#pinned.element),
        views: this.#views.element,
      },
      state.ratio,
      (ratio) => {
        this.#save({ ratio });
      },
    );
    this.#empty.append(
      h('p', {}, strings.empty),
      button({
        label: strings.openExample,
        tooltip: strings.openExample,
        kind: 'primary',
        onPress: () => void this.#ask('openExample', null),
      }),
    );
    const main = h(
      'main',
      {},
      h('h1', { class: 'visually-hidden' }, strings.panel),
      this.#notice,
      this.#problem,
      this.#empty,
      this.#loading,
      this.#columns.element,
    );
    root.replaceChildren(this.#toolbar.element, main);
    this.#listen();
    this.#draw();
    void this.start();
  }

  /** Asks the host for everything: at the start, and when an event does not join what is known. */
  async start(): Promise<void> {
    if (this.#isStarting) return;
    this.#isStarting = true;
    const snapshot = await this.#ask('ready', { selection: this.#state.selection });
    this.#isStarting = false;
    if (snapshot) this.#showSnapshot(snapshot);
  }

  #listen(): void {
    this.#host.on('snapshot', (snapshot) => {
      this.#showSnapshot(snapshot);
    });
    this.#host.on('network', ({ network, problem }) => {
      this.#network = network;
      this.#shownProblem = problem;
      this.#draw();
    });
    this.#host.on('derivation', (derivation) => {
      this.#showDerivation(derivation);
    });
    this.#host.on('pins', (pins) => {
      this.#pinned.show(pins);
      this.#subject.showPinned(this.#pinned.has(this.#selection));
    });
    this.#host.on('history', ({ canGoBack, canGoForward }) => {
      this.#subject.showHistory(canGoBack, canGoForward);
    });
    this.#host.on('hovered', ({ subject }) => {
      this.#mark(subject);
    });
    this.#host.on('run', (run) => {
      this.#showRun(run);
    });
    this.#host.on('openView', ({ id }) => {
      this.#views.open(id);
    });
    this.#host.on('moment', (moment) => {
      if (!this.#run?.applyMoment(moment)) return;
      this.#drawViews();
      this.#drawToolbar();
    });
    this.#host.on('progress', (progress) => {
      if (!this.#run?.apply(progress)) {
        void this.start();
        return;
      }
      this.#views.showProgress(this.#run);
      this.#drawToolbar();
    });
  }

  #showSnapshot(snapshot: Snapshot): void {
    this.#hasSnapshot = true;
    this.#document = snapshot.document;
    this.#shownProblem = snapshot.problem;
    this.#network = snapshot.network;
    this.#selection = snapshot.derivation?.subject ?? null;
    this.#showDerivation(snapshot.derivation);
    this.#showRun(snapshot.run);
    this.#draw();
  }

  #showRun(run: Snapshot['run']): void {
    this.#run = run ? new RunState(run) : null;
    this.#drawViews();
    this.#drawToolbar();
  }

  #drawViews(): void {
    this.#views.show({
      network: this.#network,
      run: this.#run,
      selection: this.#selection,
      derivation: this.#shownDerivation,
      isUsable: this.#isUsable,
    });
  }

  get #isUsable(): boolean {
    return this.#network !== null && this.#shownProblem === null;
  }

  #showDerivation(derivation: Snapshot['derivation']): void {
    this.#shownDerivation = derivation;
    this.#subject.show(derivation);
    this.#derivation.show(derivation, this.#network);
    if (derivation) this.#select(derivation.subject);
    else this.#diagram.show(this.#network, this.#selection);
    this.#drawViews();
  }

  /** A person has chosen a quantity in the panel: the host is told, and the editor's cursor moves. */
  #choose(subject: Subject): void {
    this.#select(subject);
    this.#drawViews();
    void this.#ask('select', { subject, reveal: true });
  }

  /** What is pointed at in one place is marked in all: in the diagram, the formulas, and the file. */
  #point(subject: Subject | null): void {
    this.#mark(subject);
    void this.#ask('point', { subject });
  }

  #mark(subject: Subject | null): void {
    this.#diagram.point(subject);
    this.#derivation.point(subject);
  }

  #select(subject: Subject): void {
    this.#selection = subject;
    this.#subject.showPinned(this.#pinned.has(subject));
    if (!isSameSubject(subject, this.#state.selection)) this.#save({ selection: subject });
    this.#diagram.show(this.#network, subject);
  }

  #draw(): void {
    const hasNetwork = this.#network !== null;
    this.#empty.hidden = !this.#hasSnapshot || this.#document !== null || this.#shownProblem !== null;
    // Before the host has answered, and while it reads a file for the first time.
    this.#loading.hidden =
      this.#hasSnapshot && (this.#document === null || hasNetwork || this.#shownProblem !== null);
    this.#columns.element.hidden = !hasNetwork;
    this.#drawProblem();
    this.#columns.element.classList.toggle('is-dimmed', this.#shownProblem !== null);
    this.#columns.element.inert = this.#shownProblem !== null;
    if (this.#network) this.#diagram.show(this.#network, this.#selection);
    void this.#learnSymbols();
    this.#drawViews();
    this.#drawToolbar();
  }

  /** Formulas are searched for the symbols of the network that is shown, which change with its names alone. */
  async #learnSymbols(): Promise<void> {
    const names = namesIn(this.#network);
    if (names === this.#names) return;
    this.#names = names;
    const symbols = await this.#ask('symbols', null);
    if (this.#names === names) this.#derivation.setSymbols(symbols ?? []);
  }

  #drawToolbar(): void {
    this.#toolbar.show(this.#network, this.#run, this.#isUsable);
  }

  #drawProblem(): void {
    const problem = this.#shownProblem;
    this.#problem.hidden = problem === null;
    if (!problem) {
      this.#problem.replaceChildren();
      return;
    }
    this.#problem.replaceChildren(
      h('h2', {}, h('span', { class: 'mark', 'aria-hidden': 'true' }, '✗'), strings.problemHeading),
      h('p', { class: 'message' }, visibleText(problem.message)),
      h(
        'p',
        {},
        link(
          `${strings.problemLink} ${visibleText(problem.place)}`,
          () => void this.#ask('showProblem', null),
        ),
      ),
      h('p', { class: 'note' }, this.#network ? strings.problemStale : strings.broken),
    );
  }

  #save(change: Partial<PersistedState>): void {
    this.#state = { ...this.#state, ...change };
    this.#keep(this.#state);
  }

  /** Asks the host; a refusal is said in the notice line, and undefined is the answer. */
  async #ask<K extends Request>(method: K, params: Params<K>): Promise<Answer<K> | undefined> {
    const answer = await this.#request(method, params);
    if (answer !== undefined && !BACKGROUND.has(method)) this.#setNotice(null, '');
    return answer;
  }

  /** The same for a view, which also asks by itself: an answer leaves the notice of what a person did. */
  async #askForView<K extends Request>(
    method: K,
    params: Params<K>,
    signal?: AbortSignal,
  ): Promise<Answer<K> | undefined> {
    const answer = await this.#request(method, params, signal);
    if (answer !== undefined && this.#noticeOf === method) this.#setNotice(null, '');
    return answer;
  }

  async #request<K extends Request>(
    method: K,
    params: Params<K>,
    signal?: AbortSignal,
  ): Promise<Answer<K> | undefined> {
    try {
      return (await this.#host.request(method, params as never, (cancel) => {
        signal?.addEventListener('abort', cancel, { once: true });
      })) as Answer<K>;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.code !== 'disposed' && error.code !== 'cancelled' && !BACKGROUND.has(method)) {
        this.#setNotice(method, `${strings.requestFailed}: ${visibleText(error.message)}`);
      }
      return undefined;
    }
  }

  #setNotice(method: Request | null, text: string): void {
    this.#noticeOf = method;
    setText(this.#notice, text);
  }
}

/** A text that changes when quantities are named otherwise. */
function namesIn(network: NetworkView | null): string {
  if (!network) return '';
  const spelled = (units: readonly { readonly symbol: string }[]): string[] =>
    units.map(({ symbol }) => symbol);
  return JSON.stringify([
    spelled(network.inputs),
    network.layers.map(({ units, weightTexts, biasTexts }) => [spelled(units), weightTexts, biasTexts]),
    network.loss.symbol,
  ]);
}
