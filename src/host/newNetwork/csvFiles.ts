import * as vscode from 'vscode';
import { parseCsvSteps } from '../../core/engine/csv';
import { csvSummarySteps } from '../../core/exchange/csvSummary';
import { dataFilePath } from '../../core/network/dataPath';
import type { Steps } from '../../core/network/steps';
import type { CsvSummary } from '../../core/exchange/csvSummary';
import { readDataFile } from '../dataFile';
import { runInSlices } from '../slices';
import { baseName } from '../training/commandTarget';
import type { CsvFile, CsvFiles } from './draft';

/** At most so many files are offered. */
const offeredFiles = 200;

/** The CSV files of the workspace, under the rules for data files. */
export const workspaceCsvFiles: CsvFiles = {
  list: async () => {
    // In a workspace that is not trusted no data file is read.
    if (!vscode.workspace.isTrusted) return [];
    const found = await vscode.workspace.findFiles('**/*.csv', '**/node_modules/**', offeredFiles);
    return found
      .map((uri): CsvFile => ({ uri, label: vscode.workspace.asRelativePath(uri), reference: baseName(uri) }))
      .filter(({ reference }) => 'ok' in dataFilePath(reference))
      .sort((a, b) => (a.label < b.label ? -1 : 1));
  },
  read: async ({ uri, reference }) => {
    // As a network file beside it would read it.
    const neighbour = vscode.Uri.joinPath(uri, '..', 'network.backprop.json');
    const { result } = await readDataFile(neighbour, reference);
    if ('problem' in result) return result.problem;
    const summary = await runInSlices(summarySteps(result.text), { isCancelled: false });
    return summary!;
  },
};

function* summarySteps(text: string): Steps<CsvSummary | string> {
  const table = yield* parseCsvSteps(text);
  return 'problem' in table ? table.problem.message : yield* csvSummarySteps(table);
}
