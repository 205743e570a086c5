import type { NetworkDocuments } from '../documents';
import type { Pins } from '../pins';
import type { Pointing } from '../pointing';
import type { Selection } from '../selection';
import type { SubjectHistory } from '../subjectHistory';
import type { Runs } from '../training/runs';
import type { WritingSettings } from '../writing';
import type { SaveDialog } from './views/saveDiagram';

/** What the panel shows and what its buttons act on. */
export interface PanelServices {
  readonly documents: NetworkDocuments;
  readonly selection: Selection;
  readonly runs: Runs;
  readonly writing: WritingSettings;
  readonly pointing: Pointing;
  readonly pins: Pins;
  readonly history: SubjectHistory;
  readonly saveDialog: SaveDialog;
  /** Takes what the log should know: messages that were dropped. */
  readonly log: (text: string) => void;
}
