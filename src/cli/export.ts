import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { evaluate } from '../core/engine/evaluate';
import { exportedOf } from '../core/exchange/programs/exported';
import { exportFiles, exportKinds, exportRefusal } from '../core/exchange/programs/exportKinds';
import type { CommandOf } from './arguments';
import { readyNetwork } from './load';
import { writeFiles } from './outputFile';
import { reasonOf } from './files';
import { fileError } from './problem';
import type { Outcome } from './terminal';

/** The network in another notation, on the screen or in a file, with what belongs to it beside it. */
export function exportNetwork({ file, to, out }: CommandOf<'export'>): Outcome {
  const ready = readyNetwork(file);
  const { network, model, parameters, dataset } = ready;
  const evaluation = evaluate(model, parameters, dataset, dataset.trainingIndices);
  const exported = exportedOf({ source: basename(file), network, model, parameters, dataset, evaluation });
  const refusal = exportRefusal(to, exported);
  if (refusal !== null) throw fileError(file, 'export.kind', refusal);
  const files = exportFiles(to, exported, out ? basename(out.path) : basename(file));
  const [first] = files;
  if (!out) {
    if (files.length > 1 || typeof first?.content !== 'string') {
      throw fileError(file, 'export.out', `"${to}" is no text for a screen. Give --out PATH.`);
    }
    return { output: first.content, errors: '', exitCode: 0 };
  }
  const isFolder = exportKinds[to].extension === null;
  const folder = isFolder ? out.path : dirname(out.path);
  if (isFolder) makeFolder(folder);
  writeFiles(
    files.map(({ name, content }) => ({ path: join(folder, name), text: content })),
    out.mayReplace,
    file,
  );
  const written = files.map(({ name }) => join(folder, name)).join(', ');
  return { output: `Written: ${written}\n`, errors: '', exitCode: 0 };
}

/** The folder of a project; one that is there already keeps what it has. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw fileError(folder, 'file.write', `This folder was not made: ${reasonOf(error)}.`);
  }
}
