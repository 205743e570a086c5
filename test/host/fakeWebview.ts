import type * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import type { PanelServices } from '../../src/host/panel/panelServices';
import { PanelSession } from '../../src/host/panel/panelSession';
import { WritingSettings } from '../../src/host/writing';
import { Channel, createPortPair } from '../../src/protocol/channel';
import type {
  DerivationView,
  NetworkView,
  PanelHostSide,
  PanelSide,
  ProblemView,
  RunProgressView,
  RunView,
  Snapshot,
} from '../../src/protocol/panel';
import type { PinView } from '../../src/protocol/views/pins';

/** What a panel of the extension under test works with, but for what a test replaces. */
export function servicesOf(
  api: ExtensionApi,
  writing: WritingSettings,
  own: Partial<PanelServices> = {},
): PanelServices {
  const { documents, selection, runs, time, passes, archive, keeper, saving } = api;
  const { rateStudies, restarts, landscapes, pointing, hovered, pins, history, messages } = api;
  return {
    documents,
    selection,
    runs,
    time,
    passes,
    archive,
    keeper,
    saving,
    rateStudies,
    restarts,
    landscapes,
    pointing,
    hovered,
    pins,
    history,
    messages,
    writing,
    saveDialog: () => Promise.resolve(undefined),
    log: () => undefined,
    ...own,
  };
}

/** A panel without a webview: the session's port ends here. */
export class FakeWebview {
  readonly channel: Channel<PanelSide, PanelHostSide>;
  readonly post: (message: unknown) => void;
  readonly session: PanelSession;
  readonly faults: string[] = [];
  readonly snapshots: Snapshot[] = [];
  readonly networks: (NetworkView | null)[] = [];
  readonly problems: (ProblemView | null)[] = [];
  readonly derivations: (DerivationView | null)[] = [];
  readonly runs: (RunView | null)[] = [];
  readonly progress: RunProgressView[] = [];
  readonly pins: (readonly PinView[])[] = [];
  history = { canGoBack: false, canGoForward: false };
  readonly writing = new WritingSettings();
  /** What a person answers to the question where to save. */
  saveTo: vscode.Uri | undefined;
  isVisible = true;
  hasCaughtUp = true;

  constructor(api: ExtensionApi) {
    const [mine, theirs] = createPortPair();
    this.channel = new Channel<PanelSide, PanelHostSide>(mine, { handlers: {} });
    this.post = (message) => {
      mine.post(message);
    };
    const log = (fault: string): void => void this.faults.push(fault);
    this.session = new PanelSession(
      theirs,
      servicesOf(api, this.writing, { saveDialog: () => Promise.resolve(this.saveTo), log }),
      { isVisible: () => this.isVisible, hasCaughtUp: () => this.hasCaughtUp },
    );
    this.channel.on('snapshot', (snapshot) => this.snapshots.push(snapshot));
    this.channel.on('network', ({ network, problem }) => {
      this.networks.push(network);
      this.problems.push(problem);
    });
    this.channel.on('derivation', (derivation) => this.derivations.push(derivation));
    this.channel.on('pins', (views) => this.pins.push(views));
    this.channel.on('history', (places) => {
      this.history = places;
    });
    this.channel.on('run', (run) => this.runs.push(run));
    this.channel.on('progress', (progress) => this.progress.push(progress));
  }

  get eventCount(): number {
    const lists = [this.snapshots, this.networks, this.derivations, this.runs, this.progress];
    return lists.reduce((sum, { length }) => sum + length, 0);
  }

  dispose(): void {
    this.session.dispose();
    this.channel.dispose();
    this.writing.dispose();
  }
}
