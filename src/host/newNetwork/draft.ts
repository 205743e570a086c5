import type * as vscode from 'vscode';
import type { CsvColumn, CsvSummary } from '../../core/exchange/csvSummary';
import type { Task } from '../../core/exchange/newNetwork';
import type { GeneratorName } from '../../core/network/network';
import type { Answer } from './ask';

/** The CSV files that a new network can read. */
export interface CsvFiles {
  /** Where the workspace has some; none where data files are not read. */
  list: () => Promise<readonly CsvFile[]>;
  /** What is in one, or a sentence that says why it cannot be read. */
  read: (file: CsvFile) => Promise<CsvSummary | string>;
}

export interface CsvFile {
  readonly uri: vscode.Uri;
  /** Its place in the workspace. */
  readonly label: string;
  /** How a network file beside it names it. */
  readonly reference: string;
}

/** Everything answered so far; answers stay when a person goes back, to be offered again. */
export interface Draft {
  readonly task?: Task;
  readonly source?: Source;
  readonly csv?: CsvFile;
  readonly summary?: CsvSummary;
  readonly targets?: readonly CsvColumn[];
  readonly inputs?: readonly CsvColumn[];
  readonly inputCount?: number;
  readonly classes?: number;
  readonly hidden?: readonly number[];
}

export type Source = 'table' | 'csv' | GeneratorName;

/** Where a question stands in the wizard. */
export interface Place {
  readonly title: string;
  readonly step: number;
  readonly steps: number | undefined;
}

/** An answer put into the draft. */
export function kept<T>(answer: Answer<T>, keep: (value: T) => Draft): Answer<Draft> {
  return typeof answer === 'string' ? answer : { value: keep(answer.value) };
}
