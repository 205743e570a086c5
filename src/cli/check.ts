import { completed } from '../core/engine/completed';
import { evaluate } from '../core/engine/evaluate';
import { initialParameters } from '../core/engine/initialise';
import { parameterAt } from '../core/engine/layout';
import { createModel } from '../core/engine/model';
import { examineSteps } from '../core/insight/doctor/examine';
import { disagreementClause, gradientCheckClause } from '../core/insight/gradientCheckWords';
import { checkGradients, type GradientCheck } from '../core/insight/gradientCheck';
import { createNames } from '../core/math/names';
import { placeOf } from '../core/network/places';
import { counted } from '../core/network/wording';
import type { CommandOf } from './arguments';
import { fileStart } from './files';
import { jsonDocument } from './json';
import { byPlace, loadFile, makeReady, type LoadedFile, type ReadyNetwork } from './load';
import { refuseOverflow } from './overflow';
import { CommandError, located, problemLine, type Problem } from './problem';
import type { Style } from './style';
import { text, type Outcome, type Terminal } from './terminal';
import { showHidden } from '../core/network/hidden';

/** How the gradients of a file compare with central differences. */
interface GradientReport {
  readonly file: string;
  readonly maxRelativeError: number;
  readonly checked: number;
  readonly atKink: number;
  readonly uncheckable: number;
}

/** Tells all that is wrong with each file; a file that cannot be read keeps none of the others from it. */
export function check({ files, gradients, doctor, json }: CommandOf<'check'>, terminal: Terminal): Outcome {
  const problems: Problem[] = [];
  const reports: GradientReport[] = [];
  for (const file of files) {
    const found = checkFile(file, gradients, doctor);
    // Here every problem has a place: one without is at the file's start.
    for (const problem of found.problems) problems.push({ ...problem, place: problem.place ?? fileStart });
    if (found.report) reports.push(found.report);
  }
  const exitCode = problems.some(isError) ? 1 : 0;
  if (json) {
    const diagnostics = problems.map(({ file, place, severity, code, message }) => ({
      file,
      ...place,
      severity,
      code,
      message,
    }));
    const compared = reports.map(({ file, maxRelativeError, checked }) => ({
      file,
      maxRelativeError,
      checked,
    }));
    return { output: jsonDocument({ diagnostics, gradients: compared }), errors: '', exitCode };
  }
  const output = text([...problems.map((one) => coloured(one, terminal.style)), ...reports.map(reportLine)]);
  return { output, errors: '', exitCode };
}

interface Checked {
  readonly problems: readonly Problem[];
  /** Null where gradients were not asked for, or could not be compared. */
  readonly report: GradientReport | null;
}

function checkFile(file: string, withGradients: boolean, withDoctor: boolean): Checked {
  let problems: readonly Problem[] = [];
  try {
    const loaded = loadFile(file);
    ({ problems } = loaded);
    if (problems.some(isError)) return { problems, report: null };
    if (withDoctor) problems = [...problems, ...findings(loaded)].sort(byPlace);
    if (!withGradients) return { problems, report: null };
    const compared = compareGradients(makeReady(loaded));
    return { ...compared, problems: [...problems, ...compared.problems] };
  } catch (error) {
    if (error instanceof CommandError) return { problems: [...problems, error.problem], report: null };
    throw error;
  }
}

/** What the network doctor finds in a file without errors; it looks at one without samples too. */
function findings({ source, parsed, dataset, lines }: LoadedFile): Problem[] {
  const { network } = parsed;
  if (!network) throw new Error(`${source.file} has neither errors nor a network.`);
  const patient = {
    parsed,
    network,
    names: createNames(network),
    model: createModel(network),
    dataset,
    parameters: initialParameters(network),
    run: null,
  };
  return completed(examineSteps(patient, new Set())).map((one) => located(source.file, lines, one));
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

function compareGradients(ready: ReadyNetwork): Checked {
  const { file, model, parameters, dataset } = ready;
  const indices = dataset.trainingIndices;
  const evaluation = evaluate(model, parameters, dataset, indices);
  refuseOverflow(ready, indices, evaluation);
  const result = checkGradients(model, parameters, dataset, indices, undefined, evaluation.gradient);
  const { checked, maxRelativeError, atKink, uncheckable } = result;
  return {
    problems: disagreements(ready, result),
    report: { file, maxRelativeError, checked, atKink, uncheckable },
  };
}

/** At most this many gradients that disagree are told one by one. */
const toldDisagreements = 20;

/** An error at each parameter whose gradient is not what the central difference says. */
export function disagreements(ready: ReadyNetwork, result: GradientCheck): Problem[] {
  const { file, loaded, model, names } = ready;
  const loss = names.unicode({ kind: 'loss' });
  const told = result.disagreements.slice(0, toldDisagreements);
  const problems = told.map((comparison) => {
    const subject = parameterAt(model.layout, comparison.parameter);
    const range = placeOf(loaded.parsed, subject) ?? { offset: 0, length: 0 };
    const message = disagreementClause(`∂${loss}/∂${names.unicode(subject)}`, comparison);
    return located(file, loaded.lines, { severity: 'error', code: 'gradient.disagrees', message, range });
  });
  const more = result.disagreements.length - told.length;
  if (more === 0) return problems;
  const message = `${counted(more, 'more gradient')} disagree with their central differences`;
  return [...problems, { file, place: null, severity: 'error', code: 'gradient.disagrees', message }];
}

function reportLine({ file, ...compared }: GradientReport): string {
  return showHidden(`${file}: ${gradientCheckClause(compared)}`);
}

function coloured(problem: Problem, style: Style): string {
  const { severity } = problem;
  const paint = severity === 'error' ? style.bad : severity === 'warning' ? style.warning : style.faint;
  return problemLine(problem, paint);
}
