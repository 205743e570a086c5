import type { Subject } from '../../src/core/network/subject';
import type { DerivationView, NetworkView, PanelHostSide } from '../../src/protocol/panel';
import type { RunState } from '../frame/runState';

/** Everything a view may draw; it is handed over whole whenever something of it changes. */
export interface Shown {
  readonly network: NetworkView | null;
  readonly run: RunState | null;
  readonly selection: Subject | null;
  readonly derivation: DerivationView | null;
  /** False while the file has a problem, and `network` is the last good one. */
  readonly isUsable: boolean;
}

export type Request = keyof PanelHostSide['requests'];
export type Params<K extends Request> = PanelHostSide['requests'][K]['params'];
export type Answer<K extends Request> = PanelHostSide['requests'][K]['result'];

/** Asks the host; a refusal is said in the panel's notice line, and undefined is the answer. */
export type Ask = <K extends Request>(
  method: K,
  params: Params<K>,
  signal?: AbortSignal,
) => Promise<Answer<K> | undefined>;

/** What a view is given to work with. */
export interface ViewContext {
  readonly ask: Ask;
  /** Hears an event of the host as long as the panel lives. */
  readonly on: <K extends keyof PanelHostSide['events']>(
    name: K,
    listener: (data: PanelHostSide['events'][K]) => void,
  ) => void;
  /** Makes a quantity the subject of everything in the panel, and moves the editor's cursor to it. */
  readonly select: (subject: Subject) => void;
  /** What the view asked to keep before a reload: unknown, since an older version may have kept it. */
  readonly kept: unknown;
  /** Keeps structured-cloneable state over a reload, in place of what was kept before. */
  readonly keep: (state: unknown) => void;
}

/** One of the pictures below the diagram, of which one is shown at a time. */
export interface View {
  readonly element: HTMLElement;
  /** Only the view on show is told; it is told everything once more when it comes to be shown. */
  show(shown: Shown): void;
  /** The run has gone on. */
  showProgress?(run: RunState): void;
  /** It is no longer on show: what was asked for it alone can be given up. */
  hide?(): void;
}

/** A view before it is made: most are never opened, and their program is loaded when they are. */
export interface ViewKind {
  /** Stays the same for ever: it is kept over reloads. */
  readonly id: string;
  readonly title: string;
  create(context: ViewContext): View | Promise<View>;
}
