import type { Subject } from '../../core/network/subject';
import type { Checks } from '../../protocol/channel';
import type { PanelHostSide, FormulaWriting, StepBy } from '../../protocol/panel';
import { checkNothing, checkSubject, isIndex, isRecord, own, type Checked } from './messageParts';
import { checkOf } from './views/pinChecks';
import { viewChecks } from './views/viewChecks';
import { forms, levels, namings } from '../writingWords';

/**
 * What the webview asks is checked as if it were hostile: form, kind and range of every field. A check builds
 * its value anew, so nothing that was not asked for comes through. Whether an index exists in the network that
 * is shown is for the handler to say: only it knows the network.
 */

export { checkSubject } from './messageParts';

/** More text than every formula of a derivation has, and less than would burden the clipboard. */
const LONGEST_COPY = 1_000_000;

function checkReady(params: unknown): Checked<{ readonly selection: Subject | null }> {
  if (!isRecord(params)) return null;
  const given = own(params, 'selection');
  if (given === null) return { value: { selection: null } };
  const selection = checkSubject(given);
  return selection ? { value: { selection } } : null;
}

function checkSelect(params: unknown): Checked<{ readonly subject: Subject; readonly reveal: boolean }> {
  if (!isRecord(params)) return null;
  const subject = checkSubject(own(params, 'subject'));
  const reveal = own(params, 'reveal');
  return subject && typeof reveal === 'boolean' ? { value: { subject, reveal } } : null;
}

function checkSample(params: unknown): Checked<{ readonly sample: number }> {
  if (!isRecord(params)) return null;
  const sample = own(params, 'sample');
  return isIndex(sample) && sample >= 1 ? { value: { sample } } : null;
}

/** More epochs than any run has: the format allows 10⁹, and a run may be stepped past its end. */
const LARGEST_EPOCH = 10_000_000_000;

function checkEpoch(params: unknown): Checked<{ readonly epoch: number | null }> {
  if (!isRecord(params)) return null;
  const epoch = own(params, 'epoch');
  if (epoch === null) return { value: { epoch } };
  const isEpoch =
    typeof epoch === 'number' && Number.isSafeInteger(epoch) && epoch >= 0 && epoch <= LARGEST_EPOCH;
  return isEpoch ? { value: { epoch } } : null;
}

const STEPS: readonly StepBy[] = ['epoch', 'batch', 'pass'];

function checkStep(params: unknown): Checked<{ readonly by: StepBy; readonly direction: 1 | -1 }> {
  if (!isRecord(params)) return null;
  const by = STEPS.find((one) => one === own(params, 'by'));
  const direction = ([1, -1] as const).find((one) => one === own(params, 'direction'));
  return by && direction ? { value: { by, direction } } : null;
}

function checkWriting(params: unknown): Checked<FormulaWriting> {
  if (!isRecord(params)) return null;
  const level = levels.find((one) => one === own(params, 'level'));
  const form = forms.find((one) => one === own(params, 'form'));
  const names = namings.find((one) => one === own(params, 'names'));
  return level && form && names ? { value: { level, form, names } } : null;
}

function checkCopy(params: unknown): Checked<{ readonly text: string }> {
  if (!isRecord(params)) return null;
  const text = own(params, 'text');
  return typeof text === 'string' && text.length <= LONGEST_COPY ? { value: { text } } : null;
}

/** One check for each request of the panel. */
export const panelChecks: Checks<PanelHostSide> = {
  ...viewChecks,
  ready: checkReady,
  select: checkSelect,
  train: checkNothing,
  step: checkNothing,
  stop: checkNothing,
  reset: checkNothing,
  showEpoch: checkEpoch,
  stepMoment: checkStep,
  forkRun: checkNothing,
  derive: checkOf,
  showSample: checkSample,
  showProblem: checkNothing,
  openExample: checkNothing,
  copy: checkCopy,
  write: checkWriting,
};
