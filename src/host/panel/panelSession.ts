import * as vscode from 'vscode';
import type { Subject } from '../../core/network/subject';
import { Channel, RequestError, type Port } from '../../protocol/channel';
import type {
  FormulaWriting,
  PanelHostSide,
  PanelSide,
  ProblemView,
  Snapshot,
  StepBy,
} from '../../protocol/panel';
import type { GoodNetwork, NetworkDocuments, NetworkState } from '../documents';
import { hasSubject } from './knownSubject';
import { currentValues } from '../editor/currentValues';
import { commands } from '../ids';
import { reveal } from '../reveal';
import { Throttle } from '../throttle';
import { baseName, placeIn } from '../training/commandTarget';
import type { RunChange } from '../training/runs';
import type { Run } from '../training/trainingRun';
import { derivationView } from './derivationView';
import { momentView } from './momentView';
import { NetworkPicture } from './networkView';
import { panelChecks } from './panelMessages';
import type { PanelServices } from './panelServices';
import { previewed, type Preview } from './preview';
import { progressView, runView } from './runView';
import { derivationOf, pinViews } from './views/pins';
import { viewHandlers } from './views/viewHandlers';
import type { ViewSource } from './views/viewSource';

/** Diagram and derivation follow a run and typing four times a second: numbers that change faster cannot be read. */
const redrawMs = 250;

/** While a run goes on, drawing may take this part of the time at most. */
const drawingShare = 1 / 4;

/** What a session asks of the page at the other end of its port. */
export interface PanelPageState {
  /** Whether somebody can see it. */
  isVisible(): boolean;
  /** Whether it has been handed everything that was posted. Where it has not, a run's progress waits. */
  hasCaughtUp(): boolean;
}

/**
 * The conversation with one webview. It follows the active network file, the subject that is looked at and the
 * run; what the webview is told comes from the state of the moment, so a message that is lost is made good by
 * the next.
 */
export class PanelSession implements vscode.Disposable {
  readonly #services: PanelServices;
  readonly #page: PanelPageState;
  readonly #channel: Channel<PanelHostSide, PanelSide>;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly #source: ViewSource;
  readonly #redraw: Throttle;
  /** A run's numbers are not drawn again before: drawing them took long. */
  #restUntil = 0;
  /** The file that the webview shows. */
  #shownUri: string | null = null;
  #picture: { readonly good: NetworkState['good']; readonly picture: NetworkPicture } | null = null;
  /** The webview has asked for its snapshot, so it hears events. */
  #isReady = false;
  /** The sample that a person chose, from 0, and the file it belongs to. */
  #sample: { readonly uri: string; readonly index: number } | null = null;
  /** A subject from before a reload, for the first network that has none of its own. */
  #restored: Subject | null = null;
  /** The view that is to be opened as soon as somebody is there to open it. */
  #wantedView: string | null = null;
  /** A number that somebody is changing, not yet in the file. */
  #preview: Preview | null = null;
  /** How many pins the webview knows of. */
  #toldPins = 0;
  /** The run that the webview knows. */
  #told: { readonly id: number; readonly isStale: boolean } | null = null;

  constructor(port: Port, services: PanelServices, page: PanelPageState) {
    this.#services = services;
    this.#page = page;
    this.#source = this.#viewSource();
    this.#redraw = new Throttle(() => {
      this.#sendNetwork();
    }, redrawMs);
    this.#channel = new Channel<PanelHostSide, PanelSide>(port, {
      checks: panelChecks,
      handlers: this.#handlers(),
      onFault: services.log,
    });
    const { documents, selection, runs, archive, writing, time, passes, pins, history, hovered } = services;
    let { names } = writing.current;
    this.#subscriptions = [
      writing.onDidChange((now) => {
        const hasOtherNames = now.names !== names;
        names = now.names;
        // They come with the network, which is being read anew: until then a formula would be half of each.
        if (!hasOtherNames) this.#drawNow();
      }),
      documents.onDidChangeActive(() => {
        this.#activeChanged();
      }),
      selection.onDidChange(({ uri }) => {
        if (this.#isShown(uri)) this.#drawNow();
      }),
      hovered.onDidChange(({ uri, subject }) => {
        if (this.#hasListener && this.#isShown(uri)) this.#channel.send('hovered', { subject });
      }),
      archive.onDidChange((uri) => {
        if (this.#hasListener && this.#isShown(uri)) this.#channel.send('runsKept', null);
      }),
      pins.onDidChange(() => {
        this.#sendPins();
      }),
      history.onDidChange(() => {
        this.#sendHistory();
      }),
      runs.onDidChange((change) => {
        if (this.#isShown(change.uri)) this.#runChanged(change);
      }),
      time.onDidChange(({ uri, kind }) => {
        if (kind === 'moment' && this.#isShown(uri)) this.#momentChanged();
      }),
      passes.onDidChange((uri) => {
        if (this.#isShown(uri)) this.#momentChanged();
      }),
    ];
  }

  /** Opens one of the views below the diagram, by its id; at once, or when the webview has its snapshot. */
  openView(id: string): void {
    this.#wantedView = id;
    this.#sendWantedView();
  }

  #sendWantedView(): void {
    if (this.#wantedView === null || !this.#hasListener) return;
    this.#channel.send('openView', { id: this.#wantedView });
    this.#wantedView = null;
  }

  /** The webview's page is gone, as when its tab is hidden; the next one will ask for a snapshot. */
  pageGone(): void {
    this.#isReady = false;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    const { activeUri } = this.#services.documents;
    if (activeUri) this.#services.pointing.point(activeUri, null);
    this.#redraw.dispose();
    this.#channel.dispose();
  }

  #handlers() {
    const { documents, selection } = this.#services;
    return {
      ...viewHandlers(this.#source),
      ready: ({ selection: restored }: { readonly selection: Subject | null }) => {
        this.#isReady = true;
        this.#restored = restored;
        this.#sendWantedView();
        const snapshot = this.#snapshot();
        this.#sendPins();
        this.#sendHistory();
        return snapshot;
      },
      select: ({ subject, reveal: isRevealed }: { readonly subject: Subject; readonly reveal: boolean }) => {
        const { good, uri } = this.#active();
        if (!good || !hasSubject(good.network, subject)) {
          throw new RequestError({
            code: 'invalidParams',
            message: vscode.l10n.t('the network shown has no such quantity'),
          });
        }
        selection.set(uri, subject, { reveal: isRevealed });
        return null;
      },
      train: () => this.#run(commands.train),
      step: () => this.#run(commands.step),
      stop: () => this.#run(commands.stop),
      reset: () => this.#run(commands.reset),
      showEpoch: async ({ epoch }: { readonly epoch: number | null }) => {
        const { uri } = this.#active();
        const place = epoch === null ? null : { epoch, updates: 0 };
        const outcome = await this.#services.time.show(uri, place);
        if (outcome.kind !== 'failed') return null;
        throw new RequestError({ code: 'unavailable', message: outcome.message });
      },
      stepMoment: async ({ by, direction }: { readonly by: StepBy; readonly direction: 1 | -1 }) => {
        const problem = await this.#services.passes.step(this.#active().uri, by, direction);
        if (problem === null) return null;
        throw new RequestError({ code: 'unavailable', message: problem });
      },
      forkRun: () => this.#run(commands.forkRun),
      derive: ({ subject }: { readonly subject: Subject }) => derivationOf(this.#source, subject),
      showSample: ({ sample }: { readonly sample: number }) => {
        const { good, uri } = this.#active();
        if (sample > (good?.dataset?.sampleCount ?? 0)) {
          throw new RequestError({
            code: 'invalidParams',
            message: vscode.l10n.t('there is no sample {0}', sample),
          });
        }
        this.#sample = { uri: uri.toString(), index: sample - 1 };
        this.#drawNow();
        return null;
      },
      showProblem: () => {
        const { uri, diagnostics } = this.#active();
        const document = documents.document(uri);
        const error = diagnostics.find(({ severity }) => severity === 'error');
        if (document && error) void reveal(document, error.range, { takeFocus: true });
        return null;
      },
      openExample: () => {
        void vscode.commands.executeCommand(commands.openExample);
        return null;
      },
      write: async (writing: FormulaWriting) => {
        await this.#services.writing.choose(writing);
        return null;
      },
      copy: async ({ text }: { readonly text: string }) => {
        await vscode.env.clipboard.writeText(text);
        return null;
      },
    };
  }

  /** The same command as the palette's; it says itself what went wrong, and the panel hears how the run goes. */
  #run(command: string): null {
    void vscode.commands.executeCommand(command, this.#active().uri);
    return null;
  }

  /** What views ask about: the file that is shown, at the numbers and the sample that are shown. */
  #viewSource(): ViewSource {
    const { runs, time } = this.#services;
    const good = (): GoodNetwork => {
      const active = this.#active();
      if (active.good?.version === active.version) return active.good;
      throw new RequestError({ code: 'unavailable', message: vscode.l10n.t('the network file has errors') });
    };
    const run = (): Run | undefined => runs.get(this.#active().uri);
    return {
      services: this.#services,
      uri: () => this.#active().uri,
      good,
      run,
      shown: () => {
        const now = good();
        if (this.#preview?.good === now) return this.#preview.state;
        return currentValues(now, time.get(this.#active().uri));
      },
      preview: (change) => {
        this.#preview = change && previewed(good(), change);
        this.#drawNow();
      },
      sample: () => this.#shownSample(this.#active().uri, good()),
      send: (name, data) => {
        if (this.#hasListener) this.#channel.send(name, data);
      },
    };
  }

  /** The row of the dataset whose activations are shown: the one that a person chose, else the first of training. */
  #shownSample(uri: vscode.Uri, { dataset }: GoodNetwork): number {
    const chosen = this.#sample?.uri === uri.toString() ? this.#sample.index : null;
    const rows = this.#services.passes.get(uri)?.rows;
    // While the parts of an update are looked at, a sample of its batch is.
    if (rows && (chosen === null || !rows.includes(chosen))) return rows[0] ?? 0;
    if (chosen !== null && chosen < (dataset?.sampleCount ?? 0)) return chosen;
    return dataset?.trainingIndices[0] ?? 0;
  }

  #active(): NetworkState {
    const state = this.#services.documents.active;
    if (state) return state;
    throw new RequestError({ code: 'unavailable', message: vscode.l10n.t('no network file is active') });
  }

  #isShown(uri: vscode.Uri): boolean {
    return this.#services.documents.active?.uri.toString() === uri.toString();
  }

  /** Whether somebody is there to be told something. A hidden webview asks for a snapshot when it is back. */
  get #hasListener(): boolean {
    return this.#isReady && this.#page.isVisible();
  }

  /** Another file is active, or the same has a new state, as after every key that is typed. */
  #activeChanged(): void {
    if (!this.#hasListener) return;
    const uri = this.#services.documents.active?.uri.toString() ?? null;
    if (uri === this.#shownUri && uri !== null) this.#redraw.call();
    else {
      this.#channel.send('snapshot', this.#snapshot());
      this.#sendPins();
      this.#sendHistory();
    }
  }

  /** Another moment of the run is on show, or is on its way. */
  #momentChanged(): void {
    const run = this.#services.runs.get(this.#active().uri);
    if (!run || !this.#hasListener) return;
    this.#channel.send('moment', momentView(this.#services, run));
    this.#drawNow();
  }

  #runChanged({ run, kind }: RunChange): void {
    if (!this.#hasListener) return;
    // A page that lags behind would draw every old picture first; the next progress has all that this one has.
    if (kind === 'progress' && !this.#page.hasCaughtUp()) return;
    const told = this.#told;
    if (kind === 'progress' && run && told?.id === run.id && told.isStale === run.isStale) {
      this.#channel.send('progress', progressView(run));
    } else {
      this.#channel.send('run', this.#tellRun(run));
    }
    // Progress changes no number of an earlier moment.
    const isFollowed = run !== undefined && this.#services.time.get(run.uri)?.isNewest !== false;
    if (kind !== 'progress') this.#drawNow();
    else if (isFollowed && performance.now() >= this.#restUntil) this.#redraw.call();
  }

  /** The whole run, and a note of what the webview knows with it. */
  #tellRun(run: Run | undefined): Snapshot['run'] {
    this.#told = run ? { id: run.id, isStale: run.isStale } : null;
    return run ? runView(run, momentView(this.#services, run)) : null;
  }

  /** What a person has done is seen at once. */
  #drawNow(): void {
    this.#redraw.flush();
  }

  #sendNetwork(): void {
    if (!this.#hasListener) return;
    const start = performance.now();
    const { network, problem, derivation } = this.#parts();
    this.#channel.send('network', { network, problem });
    this.#channel.send('derivation', derivation);
    this.#sendPins();
    const now = performance.now();
    this.#restUntil = now + (now - start) * (1 / drawingShare - 1);
  }

  /** The pinned quantities at the numbers shown; nothing is said while there are none, before and after. */
  #sendPins(): void {
    const state = this.#services.documents.active;
    if (!this.#hasListener) return;
    const isKnown = state?.good?.version === state?.version;
    // Of a text with errors the pins stay as they are.
    if (state?.good && !isKnown) return;
    const views = state?.good ? pinViews(this.#source) : [];
    if (views.length > 0 || this.#toldPins > 0) this.#channel.send('pins', views);
    this.#toldPins = views.length;
  }

  #sendHistory(): void {
    const uri = this.#services.documents.activeUri;
    if (!this.#hasListener || !uri) return;
    const { history } = this.#services;
    this.#channel.send('history', { canGoBack: history.canGo(uri, -1), canGoForward: history.canGo(uri, 1) });
  }

  #snapshot(): Snapshot {
    const state = this.#services.documents.active;
    this.#shownUri = state?.uri.toString() ?? null;
    return {
      document: state ? { name: baseName(state.uri), version: state.version } : null,
      ...this.#parts(),
      run: this.#tellRun(state && this.#services.runs.get(state.uri)),
    };
  }

  /** Everything that is computed from the network and the numbers it is shown at. */
  #parts(): Pick<Snapshot, 'network' | 'problem' | 'derivation'> {
    const { documents, time, selection } = this.#services;
    const state = documents.active;
    if (!state) return { network: null, problem: null, derivation: null };
    const problem = problemOf(state, documents);
    const { good, uri } = state;
    if (!good) return { network: null, problem, derivation: null };
    if (this.#picture?.good !== good) this.#picture = { good, picture: new NetworkPicture(good) };
    if (this.#preview?.good !== good) this.#preview = null;
    const shown = this.#preview?.state ?? currentValues(good, time.get(uri));
    const first = good.dataset?.trainingIndices[0] ?? 0;
    const sample = this.#shownSample(uri, good);
    this.#restore(state);
    const subject = selection.get(uri);
    return {
      network: this.#picture.picture.view(shown, sample),
      problem,
      derivation:
        subject &&
        derivationView(
          good,
          shown,
          subject,
          sample === first ? null : sample,
          this.#services.writing.current,
        ),
    };
  }

  /** Puts the subject from before a reload back, unless another has been chosen. */
  #restore({ uri, good }: NetworkState): void {
    const restored = this.#restored;
    if (!restored || !good) return;
    this.#restored = null;
    const { selection } = this.#services;
    if (!selection.get(uri) && hasSubject(good.network, restored)) selection.set(uri, restored);
  }
}

function problemOf({ uri, diagnostics }: NetworkState, documents: NetworkDocuments): ProblemView | null {
  const error = diagnostics.find(({ severity }) => severity === 'error');
  const document = documents.document(uri);
  return error && document ? { message: error.message, place: placeIn(document, error.range) } : null;
}
