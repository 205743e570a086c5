import * as vscode from 'vscode';
import { readHiddenLayers } from '../../core/exchange/hiddenLayers';
import {
  endsOf,
  generatorsFor,
  suggestedHidden,
  type NewData,
  type NewNetwork,
  type Task,
} from '../../core/exchange/newNetwork';
import type { GeneratorName } from '../../core/network/network';
import type { Answer, Ask, Choice } from './ask';
import { askFile, askInputs, askTargets } from './csvQuestions';
import { kept, type CsvFile, type CsvFiles, type Draft, type Place, type Source } from './draft';

/** What a person has chosen. */
export interface WantedNetwork extends NewNetwork {
  /** The file that the samples are in; the network belongs beside it. */
  readonly csv: vscode.Uri | null;
}

/** One question: the draft with its answer. */
type Step = (draft: Draft, place: Place) => Promise<Answer<Draft>>;

/** Most inputs, and classes, of a table that is typed by hand. */
const largestTable = 20;

/**
 * Asks for task, data and shape, one question after the other, with a way back from each.
 *
 * @returns null where the person left
 */
export async function askForNetwork(ask: Ask, files: CsvFiles): Promise<WantedNetwork | null> {
  const csvFiles = await files.list();
  const steps: Readonly<Record<StepName, Step>> = {
    task: (draft, place) => askTask(ask, draft, place),
    source: (draft, place) => askSource(ask, csvFiles, draft, place),
    file: (draft, place) => askFile(ask, csvFiles, files, draft, place),
    targets: (draft, place) => askTargets(ask, draft, place),
    inputs: (draft, place) => askInputs(ask, draft, place),
    inputCount: (draft, place) => askInputCount(ask, draft, place),
    classes: (draft, place) => askClasses(ask, draft, place),
    hidden: (draft, place) => askHidden(ask, draft, place),
  };
  const title = vscode.l10n.t('New Network');
  let draft: Draft = {};
  for (let n = 0; ;) {
    const path = stepsFor(draft, n);
    const name = path[n];
    if (name === undefined) return wantedOf(draft);
    // Before the data are known, how many questions they bring is not.
    const total = n < 2 ? undefined : path.length;
    const answer = await steps[name](draft, { title, step: n + 1, steps: total });
    if (answer === 'left') return null;
    if (answer === 'back') {
      n--;
      continue;
    }
    draft = answer.value;
    n++;
  }
}

type StepName = 'task' | 'source' | 'file' | 'targets' | 'inputs' | 'inputCount' | 'classes' | 'hidden';

/** The questions for what is answered in the first `answered` of them. */
function stepsFor({ task, source }: Draft, answered: number): readonly StepName[] {
  if (answered < 2) return ['task', 'source'];
  if (source === 'csv') return ['task', 'source', 'file', 'targets', 'inputs', 'hidden'];
  if (source !== 'table') return ['task', 'source', 'hidden'];
  const classes = task === 'severalClasses' ? (['classes'] as const) : [];
  return ['task', 'source', 'inputCount', ...classes, 'hidden'];
}

function wantedOf(draft: Draft): WantedNetwork {
  const csv = draft.source === 'csv' ? draft.csv!.uri : null;
  return { task: draft.task!, data: dataOf(draft), hidden: draft.hidden!, csv };
}

function dataOf({ source, csv, summary, inputs, targets, inputCount, classes }: Draft): NewData {
  if (source === 'table') return { kind: 'table', inputs: inputCount!, classes: classes ?? 2 };
  if (source !== 'csv') return { kind: 'generator', generator: source! };
  const { sampleCount } = summary!;
  return { kind: 'file', file: csv!.reference, sampleCount, inputs: inputs!, targets: targets! };
}

async function askTask(ask: Ask, draft: Draft, place: Place): Promise<Answer<Draft>> {
  const choices: readonly Choice<Task>[] = [
    {
      label: vscode.l10n.t('Find a number'),
      description: vscode.l10n.t('regression'),
      detail: vscode.l10n.t('Linear outputs, half squared error: outputs can take any value.'),
      value: 'regression',
    },
    {
      label: vscode.l10n.t('Tell two classes apart'),
      description: vscode.l10n.t('classification'),
      detail: vscode.l10n.t('One sigmoid output, binary cross-entropy: the output is a probability.'),
      value: 'twoClasses',
    },
    {
      label: vscode.l10n.t('Tell several classes apart'),
      description: vscode.l10n.t('classification'),
      detail: vscode.l10n.t('Softmax outputs, categorical cross-entropy: a probability for each class.'),
      value: 'severalClasses',
    },
  ];
  const prompt = vscode.l10n.t('What shall the network do?');
  const answer = await ask.one({ ...place, prompt, choices, chosen: (task) => task === draft.task });
  return kept(answer, (task) => ({ ...draft, task }));
}

async function askSource(
  ask: Ask,
  csvFiles: readonly CsvFile[],
  draft: Draft,
  place: Place,
): Promise<Answer<Draft>> {
  const generators = generatorsFor[draft.task!];
  const separator = (label: string): Choice<Source> => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const choices: readonly Choice<Source>[] = [
    ...(csvFiles.length > 0
      ? [
          {
            label: vscode.l10n.t('A CSV file of the workspace'),
            detail: vscode.l10n.t('The next questions are which columns are inputs and targets.'),
            value: 'csv' as const,
          },
        ]
      : []),
    {
      label: vscode.l10n.t('A small table to fill in'),
      detail: vscode.l10n.t('A few samples in the file itself, to be replaced by your own.'),
      value: 'table',
    },
    ...(generators.length > 0 ? [separator(vscode.l10n.t('Generated samples'))] : []),
    ...generators.map((generator) => ({ label: generator, detail: meaningOf(generator), value: generator })),
  ];
  const prompt = vscode.l10n.t('Where do the samples come from?');
  const answer = await ask.one({ ...place, prompt, choices, chosen: (source) => source === draft.source });
  return kept(answer, (source) => ({ ...draft, source }));
}

function meaningOf(generator: GeneratorName): string {
  switch (generator) {
    case 'gaussians':
      return vscode.l10n.t('Two clouds of points: a straight line parts them.');
    case 'xor':
      return vscode.l10n.t('Four fields like a chess board: no line parts them, two hidden units do.');
    case 'circles':
      return vscode.l10n.t('A ring around a ring.');
    case 'moons':
      return vscode.l10n.t('Two half circles that reach into each other.');
    case 'spirals':
      return vscode.l10n.t('Two arms that wind around each other: the hardest of them.');
    case 'sine':
      return vscode.l10n.t('One input; the target is its sine.');
    case 'plane':
      return vscode.l10n.t('Two inputs; the target is their mean: no hidden layer is needed.');
  }
}

/** Asks for a count from `least` to what a table holds. */
async function askCount(
  ask: Ask,
  place: Place,
  prompt: string,
  least: number,
  value: number,
): Promise<Answer<number>> {
  const problem = (text: string): string | null => {
    const count = /^\s*\d+\s*$/.test(text) ? Number(text) : NaN;
    if (count >= least && count <= largestTable) return null;
    return vscode.l10n.t('Write a whole number from {0} to {1}.', least, largestTable);
  };
  const answer = await ask.text({ ...place, prompt, value: String(value), problem });
  return typeof answer === 'string' ? answer : { value: Number(answer.value) };
}

async function askInputCount(ask: Ask, draft: Draft, place: Place): Promise<Answer<Draft>> {
  const prompt = vscode.l10n.t('How many inputs has a sample?');
  const answer = await askCount(ask, place, prompt, 1, draft.inputCount ?? 2);
  return kept(answer, (inputCount) => ({ ...draft, inputCount }));
}

async function askClasses(ask: Ask, draft: Draft, place: Place): Promise<Answer<Draft>> {
  const prompt = vscode.l10n.t('How many classes are there?');
  const answer = await askCount(ask, place, prompt, 2, draft.classes ?? 3);
  return kept(answer, (classes) => ({ ...draft, classes }));
}

async function askHidden(ask: Ask, draft: Draft, place: Place): Promise<Answer<Draft>> {
  const choice = { task: draft.task!, data: dataOf(draft) };
  const ends = endsOf(choice);
  const read = (text: string) => readHiddenLayers(text, ends);
  const problem = (text: string): string | null => {
    const answer = read(text);
    return 'problem' in answer ? answer.problem : null;
  };
  const prompt = vscode.l10n.t(
    'Hidden layers between {0} inputs and {1} outputs: the units of each, such as 4, 4. Leave it empty for none.',
    ends.inputs,
    ends.outputs,
  );
  const value = (draft.hidden ?? suggestedHidden(choice)).join(', ');
  const answer = await ask.text({ ...place, prompt, value, problem });
  return kept(answer, (text) => {
    const layers = read(text);
    return 'hidden' in layers ? { ...draft, hidden: layers.hidden } : draft;
  });
}
