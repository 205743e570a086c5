import * as vscode from 'vscode';
import type { CsvColumn, CsvSummary } from '../../core/exchange/csvSummary';
import { isTargetFor, type Task } from '../../core/exchange/newNetwork';
import { LIMITS } from '../../core/network/limits';
import { labelText, visibleText } from '../editor/visibleText';
import type { Answer, Ask, Choice } from './ask';
import { kept, type CsvFile, type CsvFiles, type Draft, type Place } from './draft';

/** Asks for the file until there is one that fits the task, and says each time what is in the way. */
export async function askFile(
  ask: Ask,
  csvFiles: readonly CsvFile[],
  files: CsvFiles,
  draft: Draft,
  place: Place,
): Promise<Answer<Draft>> {
  const choices = csvFiles.map((file) => ({
    label: `$(table) ${labelText(visibleText(file.label))}`,
    value: file,
  }));
  let prompt = vscode.l10n.t('Which CSV file?');
  for (;;) {
    const chosen = (file: CsvFile): boolean => file === draft.csv;
    const answer = await ask.one({ ...place, prompt, choices, chosen });
    if (typeof answer === 'string') return answer;
    const csv = answer.value;
    const summary = await files.read(csv);
    const problem = typeof summary === 'string' ? summary : misfit(draft.task!, summary);
    if (typeof summary !== 'string' && problem === null) {
      const isSame = csv === draft.csv;
      const { inputs, targets, ...others } = draft;
      return { value: { ...others, ...(isSame && inputs && targets && { inputs, targets }), csv, summary } };
    }
    prompt = vscode.l10n.t('{0} does not fit: {1}', visibleText(csv.label), problem ?? '');
  }
}

/** Why a file's columns are of no use for a task; null where they are. */
function misfit(task: Task, { sampleCount, columns }: CsvSummary): string | null {
  if (sampleCount === 0) return vscode.l10n.t('it has no line below its header.');
  if (columns.length < 2) {
    return vscode.l10n.t(
      'it needs two columns at least, each with a name of its own and a number or a word in every line.',
    );
  }
  if (columns.some((column) => isTargetFor(task, column))) return null;
  switch (task) {
    case 'regression':
      return vscode.l10n.t('no column holds a number in every line.');
    case 'twoClasses':
      return vscode.l10n.t('no column holds 0 and 1, or two different words.');
    case 'severalClasses':
      return vscode.l10n.t('no column holds from 2 to 200 different words or numbers.');
  }
}

export async function askTargets(ask: Ask, draft: Draft, place: Place): Promise<Answer<Draft>> {
  const task = draft.task!;
  const { columns } = draft.summary!;
  // One column must be left as input.
  const fitting = columns.filter((column) => isTargetFor(task, column));
  const choices = fitting.map(choiceOf);
  const last = fitting.at(-1)!;
  const names = new Set((draft.targets ?? [last]).map(({ name }) => name));
  const chosen = ({ name }: CsvColumn): boolean => names.has(name);
  if (task !== 'regression') {
    const prompt = vscode.l10n.t('Which column holds the class?');
    const answer = await ask.one({ ...place, prompt, choices, chosen });
    return kept(answer, (target) => ({ ...draft, targets: [target] }));
  }
  let prompt = vscode.l10n.t('Which columns are to be found?');
  for (;;) {
    const answer = await ask.some({ ...place, prompt, choices, chosen });
    if (typeof answer === 'string') return answer;
    if (answer.value.length < columns.length) return { value: { ...draft, targets: answer.value } };
    prompt = vscode.l10n.t('One column at least must be left as input.');
  }
}

export async function askInputs(ask: Ask, draft: Draft, place: Place): Promise<Answer<Draft>> {
  const { columns, leftOut } = draft.summary!;
  const targets = new Set(draft.targets!.map(({ name }) => name));
  const possible = columns.filter(({ name }) => !targets.has(name));
  const before = draft.inputs && new Set(draft.inputs.map(({ name }) => name));
  const chosen = ({ name }: CsvColumn): boolean => before?.has(name) ?? true;
  const choices = possible.map(choiceOf);
  let prompt =
    leftOut === 0
      ? vscode.l10n.t('Which columns are inputs?')
      : vscode.l10n.t(
          'Which columns are inputs? {0} more cannot be: their names are not their own, or cells are empty, or too many different words.',
          leftOut,
        );
  for (;;) {
    const answer = await ask.some({ ...place, prompt, choices, chosen });
    if (typeof answer === 'string') return answer;
    const width = answer.value.reduce(
      (sum, { isNumeric, categories }) => sum + (isNumeric ? 1 : categories!),
      0,
    );
    if (width <= LIMITS.units) return { value: { ...draft, inputs: answer.value } };
    prompt = vscode.l10n.t(
      'These make {0} inputs, one for each category; at most {1} are possible. Choose fewer columns.',
      width,
      LIMITS.units,
    );
  }
}

function choiceOf(column: CsvColumn): Choice<CsvColumn> {
  const { name, isNumeric, isBinary, categories } = column;
  const label =
    name.trim() === '' ? vscode.l10n.t('(a column without a name)') : labelText(visibleText(name));
  return { label, description: descriptionOf({ isNumeric, isBinary, categories }), value: column };
}

function descriptionOf({ isNumeric, isBinary, categories }: Omit<CsvColumn, 'name'>): string {
  if (isBinary) return vscode.l10n.t('0 and 1');
  if (isNumeric) return vscode.l10n.t('numbers');
  return vscode.l10n.t('{0} categories, a column for each', categories ?? 0);
}
