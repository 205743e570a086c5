import * as vscode from 'vscode';
import type { MomentView } from '../../protocol/panel';
import type { Passes } from '../training/passes';
import type { Runs } from '../training/runs';
import { newestPlace, placeWords } from '../training/shownMoment';
import type { TimeMachine } from '../training/timeMachine';
import type { Run } from '../training/trainingRun';

export interface MomentServices {
  readonly runs: Runs;
  readonly time: TimeMachine;
  readonly passes: Passes;
}

/** The moment of a file's run that is on show, as the panel says it. */
export function momentView({ runs, time, passes }: MomentServices, run: Run): MomentView {
  const { uri } = run;
  const moment = time.get(uri);
  const updatesPerEpoch = time.updatesPerEpoch(uri);
  const isNewest = moment?.isNewest ?? true;
  const place = isNewest ? newestPlace(run, updatesPerEpoch) : (moment?.place ?? { epoch: 0, updates: 0 });
  const pass = passes.get(uri);
  return {
    runId: run.id,
    ...place,
    updatesPerEpoch,
    isNewest,
    first: runs.firstEpoch(uri),
    words: moment?.words ?? '',
    pass: pass && { phase: pass.phase, sentence: pass.sentence },
    status: statusOf(time, run, updatesPerEpoch),
  };
}

function statusOf(time: TimeMachine, run: Run, updatesPerEpoch: number): string | null {
  const { uri } = run;
  const wished = time.wished(uri);
  if (wished && time.isSlow(uri))
    return vscode.l10n.t('Training again up to {0}…', placeWords(run, updatesPerEpoch, wished));
  return wished ? null : time.failure(uri);
}
