import type { NetworkDocuments } from '../documents';
import type { Selection } from '../selection';
import type { Saving } from '../saving';
import type { RunKeeper } from '../training/keepRuns';
import type { RunArchive } from '../training/runArchive';
import type { Landscapes } from '../training/landscapes';
import type { RateStudies } from '../training/rateStudies';
import type { Restarts } from '../training/restartRuns';
import type { Runs } from '../training/runs';
import type { WritingSettings } from '../writing';

/** What the panel shows and what its buttons act on. */
export interface PanelServices {
  readonly documents: NetworkDocuments;
  readonly selection: Selection;
  readonly runs: Runs;
  readonly writing: WritingSettings;
  readonly archive: RunArchive;
  readonly keeper: RunKeeper;
  readonly saving: Saving;
  readonly rateStudies: RateStudies;
  readonly landscapes: Landscapes;
  readonly restarts: Restarts;
  /** Takes what the log should know: messages that were dropped. */
  readonly log: (text: string) => void;
}
