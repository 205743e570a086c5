import type { NetworkDocuments } from '../documents';
import type { Selection } from '../selection';
import type { Runs } from '../training/runs';
import type { WritingSettings } from '../writing';

/** What the panel shows and what its buttons act on. */
export interface PanelServices {
  readonly documents: NetworkDocuments;
  readonly selection: Selection;
  readonly runs: Runs;
  readonly writing: WritingSettings;
  /** Takes what the log should know: messages that were dropped. */
  readonly log: (text: string) => void;
}
