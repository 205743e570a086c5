import type { Subject } from '../../core/network/subject';

/** A quantity that is kept in sight below the derivation, at the numbers that are shown. */
export interface PinView {
  readonly subject: Subject;
  /** LaTeX and Unicode of the quantity and of the loss differentiated by it. */
  readonly symbol: string;
  readonly text: string;
  readonly gradientSymbol: string;
  readonly gradientText: string;
  /** NaN where it was not measured. */
  readonly value: number;
  readonly gradient: number;
}

/** What the pinned derivations and the way back ask of the host. */
export interface PinRequests {
  readonly pin: {
    readonly params: { readonly subject: Subject; readonly isPinned: boolean };
    readonly result: null;
  };
  /** To the quantity looked at before this one, or after it. */
  readonly go: { readonly params: { readonly by: -1 | 1 }; readonly result: null };
}

export interface PinEvents {
  /** The pinned quantities of the file shown. */
  readonly pins: readonly PinView[];
  readonly history: { readonly canGoBack: boolean; readonly canGoForward: boolean };
}
