import { grouped } from '../../network/wording';
import { npzFile, safetensorsFile } from '../files/weightFiles';
import { onnxModel } from '../files/onnx';
import { cLoops } from './cLoops';
import { latexSheet, markdownSheet, svgFile, tikzFile } from './documents';
import type { Exported } from './exported';
import type { ExportedFile } from './exportedFile';
import { kerasProgram } from './kerasProgram';
import { loopProgram } from './loopProgram';
import { notebook } from './notebook';
import { numpyProgram } from './numpyProgram';
import { pythonExport } from './pythonExport';
import { sklearnLimits } from './sklearnLimits';
import { sklearnProgram } from './sklearnProgram';
import { torchProgram } from './torchProgram';
import { typescriptLoops } from './typescriptLoops';
import { scaleOutProject } from '../scaleOut/scaleOut';
import { say } from '../../words/say';

export const exportKindNames = [
  'notebook',
  'python',
  'numpy',
  'pytorch',
  'keras',
  'sklearn',
  'typescript',
  'c',
  'onnx',
  'safetensors',
  'npz',
  'latex',
  'markdown',
  'svg',
  'tikz',
  'scale-out',
] as const;

export type ExportKindName = (typeof exportKindNames)[number];

/** A notation that a network can be exported to. */
export interface ExportKind {
  /** The usual ending of its files, without a dot; null: it is a folder of files. */
  readonly extension: string | null;
  /**
   * One file of text or bytes, or, given the file's name, several beside each other: the first is the one asked for. Of a
   * folder all its files, the one to read first of them.
   */
  readonly write: (
    exported: Exported,
    name: string,
  ) => string | Uint8Array<ArrayBuffer> | readonly ExportedFile[];
  /** Why the network has no such form, a clause each; empty where it has. Absent: every network has. */
  readonly limits?: (exported: Exported) => readonly string[];
  /** It holds the samples, number by number. */
  readonly holdsSamples: boolean;
  /** It has a step for every gradient: a large network would be a book. */
  readonly isByGradient?: true;
}

const program = (
  extension: string,
  write: (exported: Exported) => string,
  limits?: ExportKind['limits'],
): ExportKind => ({ extension, write, holdsSamples: true, ...(limits ? { limits } : {}) });

export const exportKinds: Readonly<Record<ExportKindName, ExportKind>> = {
  notebook: program('ipynb', notebook),
  python: program('py', pythonExport),
  numpy: program('py', numpyProgram),
  pytorch: program('py', torchProgram),
  keras: program('py', kerasProgram),
  sklearn: program('py', sklearnProgram, sklearnLimits),
  typescript: program('ts', (exported) => loopProgram(exported, typescriptLoops)),
  c: program('h', (exported) => loopProgram(exported, cLoops)),
  onnx: { extension: 'onnx', write: onnxModel, holdsSamples: false },
  safetensors: { extension: 'safetensors', write: safetensorsFile, holdsSamples: false },
  npz: { extension: 'npz', write: npzFile, holdsSamples: false },
  latex: {
    extension: 'tex',
    write: (exported, name) => [
      { name, content: latexSheet(exported, 'worksheet') },
      { name: beside(name, '-solution', 'tex'), content: latexSheet(exported, 'answers') },
    ],
    holdsSamples: false,
    isByGradient: true,
  },
  markdown: {
    extension: 'md',
    write: (exported, name) => {
      const picture = beside(name, '', 'svg');
      return [
        { name, content: markdownSheet(exported, 'worksheet', picture) },
        { name: beside(name, '-solution', 'md'), content: markdownSheet(exported, 'answers', picture) },
        { name: picture, content: svgFile(exported) },
      ];
    },
    holdsSamples: false,
    isByGradient: true,
  },
  svg: { extension: 'svg', write: svgFile, holdsSamples: false },
  tikz: { extension: 'tex', write: tikzFile, holdsSamples: false },
  'scale-out': { extension: null, write: scaleOutProject, holdsSamples: true },
};

/** notes.md → notes-solution.md, notes.svg; a name that is the same already gets the ending once more. */
function beside(name: string, suffix: string, extension: string): string {
  const stem = name.replace(/\.[^.]*$/, '');
  const made = [(stem === '' ? name : stem) + suffix, extension].join('.');
  return made === name ? [name, extension].join('.') : made;
}

/** Numbers of inputs and targets that a program holds at most: more are a data file, not a program. */
const MOST_NUMBERS = 1_000_000;
/** Gradients that a document derives at most. */
const MOST_GRADIENTS = 500;

/** Why this export cannot be made, as a sentence that says what to do instead; null if it can. */
export function exportRefusal(kind: ExportKindName, exported: Exported): string | null {
  const { holdsSamples, isByGradient, limits } = exportKinds[kind];
  const { inputs, targets, parameters, check } = exported;
  const numbers = inputs.length * ((inputs[0]?.length ?? 0) + (targets[0]?.length ?? 0));
  if (holdsSamples && numbers > MOST_NUMBERS) {
    return say(
      'The samples have {0} numbers; a program holds at most {1}. Export the weights alone (safetensors, npz, onnx), or take fewer samples.',
      grouped(numbers),
      grouped(MOST_NUMBERS),
    );
  }
  if (isByGradient && parameters.length > MOST_GRADIENTS) {
    return say(
      'The network has {0} parameters; a document derives at most {1}. Use "explain" for single ones.',
      grouped(parameters.length),
      grouped(MOST_GRADIENTS),
    );
  }
  const isFinite = Number.isFinite(check.loss) && check.gradient.every(Number.isFinite);
  if (holdsSamples && !isFinite) {
    return say(
      'The loss or a gradient at the starting weights is not a finite number, so that a program could not check itself.',
    );
  }
  const said = limits?.(exported) ?? [];
  return said.length === 0 ? null : say('scikit-learn has no such network: {0}.', said.join('; '));
}

/** The files of an export under the name that was chosen, or in the folder of that name; the first is that file itself. Throws nothing but what is a fault. */
export function exportFiles(kind: ExportKindName, exported: Exported, name: string): readonly ExportedFile[] {
  const written = exportKinds[kind].write(exported, name);
  return typeof written === 'string' || written instanceof Uint8Array
    ? [{ name, content: written }]
    : written;
}
