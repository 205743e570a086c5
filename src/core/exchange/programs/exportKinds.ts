import { cLoops } from './cLoops';
import type { Exported } from './exported';
import { loopProgram } from './loopProgram';
import { numpyProgram } from './numpyProgram';
import { notebook } from './notebook';
import { pythonExport } from './pythonExport';
import { torchProgram } from './torchProgram';
import { typescriptLoops } from './typescriptLoops';

/** A notation that a network can be exported to. */
export interface ExportKind {
  readonly name: string;
  /** The usual ending of its files, without a dot. */
  readonly extension: string;
  /** The file's contents. */
  write(exported: Exported): string;
}

export const exportKinds: readonly ExportKind[] = [
  { name: 'python', extension: 'py', write: pythonExport },
  { name: 'notebook', extension: 'ipynb', write: notebook },
  { name: 'numpy', extension: 'py', write: numpyProgram },
  { name: 'pytorch', extension: 'py', write: torchProgram },
  { name: 'typescript', extension: 'ts', write: (exported) => loopProgram(exported, typescriptLoops) },
  { name: 'c', extension: 'h', write: (exported) => loopProgram(exported, cLoops) },
];
