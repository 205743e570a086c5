import type { Diagnostic } from '../../network/diagnostic';
import type { Steps } from '../../network/steps';
import { layerPlace } from './chartPlaces';
import { isAffordable } from './affordable';
import { createChart, type Chart } from './chart';
import { isFullBatchSgd } from './curvatureOf';
import { examinations, leftOutCode, type Examination } from './examinations';
import type { Finding, Patient } from './patient';
import { say } from '../../words/say';

/**
 * Everything the doctor finds, by place, in pieces of one sample or less. Each finding holds exactly what its
 * criterion says, at the file's parameters and over the training samples; none is a guess.
 *
 * @param off codes that are not looked for.
 */
export function* examineSteps(patient: Patient, off: ReadonlySet<string>): Steps<Diagnostic[]> {
  const { dataset } = patient;
  const chart = dataset && createChart({ ...patient, dataset });
  const diagnostics: Diagnostic[] = [];
  const leftOut: string[] = [];
  for (const examination of examinations) {
    if (off.has(examination.code)) continue;
    if (isTooLong(examination, chart)) {
      leftOut.push(examination.code);
      continue;
    }
    const { code, severity } = examination;
    for (const finding of yield* findingsOf(examination, patient, chart)) {
      diagnostics.push({ severity, ...finding, code });
    }
    yield;
  }
  if (leftOut.length > 0 && !off.has(leftOutCode)) diagnostics.push(leftOutHint(patient, leftOut));
  return diagnostics.sort((a, b) => a.range.offset - b.range.offset);
}

function isTooLong(examination: Examination, chart: Chart | null): boolean {
  if (!chart || examination.needs === 'network') return false;
  if (examination.needs === 'run' && !chart.run) return false;
  if (examination.code === 'doctor.learningRate' && !isFullBatchSgd(chart)) return false;
  return !isAffordable(chart, examination.gradients(chart));
}

function findingsOf(examination: Examination, patient: Patient, chart: Chart | null): Steps<Finding[]> {
  switch (examination.needs) {
    case 'network':
      return examination.find(patient);
    case 'samples':
      return chart ? examination.find(chart) : none();
    case 'run':
      return chart?.run ? examination.find(chart, chart.run) : none();
  }
}

function* none(): Steps<Finding[]> {
  yield;
  return [];
}

function leftOutHint(patient: Patient, codes: readonly string[]): Diagnostic {
  return {
    code: leftOutCode,
    severity: 'hint',
    message: say(
      'This network and its samples are too large to be examined after every edit; left out: {0}.',
      codes.join(', '),
    ),
    range: layerPlace(patient, 0),
  };
}
