import { basename } from 'node:path';
import { utf8 } from '../core/exchange/files/utf8';
import { importFile, importKinds, importSizeLimit } from '../core/exchange/imports/importKinds';
import { refusalText, type ImportQuestion } from '../core/exchange/imports/imported';
import { showHidden } from '../core/network/hidden';
import type { CommandOf } from './arguments';
import { readBytes } from './files';
import { writeFiles } from './outputFile';
import { fileError } from './problem';
import type { Outcome } from './terminal';

/** Makes a network file of a file of another tool, on the screen or in a file, with what there is to say about it. */
export function importNetwork({ file, as, choices, out }: CommandOf<'import'>): Outcome {
  const isAddress = /^https?:\/\//i.test(file);
  const bytes = isAddress ? utf8(file) : readBytes(file, importSizeLimit);
  const asked = new Set<string>();
  const name = isAddress ? 'playground.tensorflow.org' : basename(file);
  const result = importFile(as, { name, bytes, choices, asked });
  switch (result.kind) {
    case 'refused':
      throw fileError(file, 'import.refused', refusalText(result.refusal));
    case 'question':
      throw fileError(file, 'import.question', questionText(result.question, choices));
    case 'network':
      break;
  }
  const unused = [...choices.keys()].find((key) => !asked.has(key));
  if (unused !== undefined) {
    const keys = asked.size === 0 ? 'nothing' : [...asked].join(', ');
    const message = `"--choose ${unused}" answers what this file does not ask; it asks for ${keys}.`;
    throw fileError(file, 'import.choose', message);
  }
  if (!out) return { output: result.text, errors: '', exitCode: 0 };
  writeFiles([{ path: out.path, text: result.text }], out.mayReplace, isAddress ? null : file);
  const notes = result.network.notes.map((note) => `${showHidden(note)}\n`).join('');
  return { output: `Written: ${out.path}\n${notes}`, errors: '', exitCode: 0 };
}

/** The program that writes a file of this kind on the other side. */
export function importSnippet({ as }: CommandOf<'importSnippet'>): Outcome {
  return { output: importKinds[as].snippet?.text ?? '', errors: '', exitCode: 0 };
}

function questionText(
  { key, prompt, options }: ImportQuestion,
  choices: ReadonlyMap<string, string>,
): string {
  const list = options
    .map(({ value, label, detail }) => {
      const words = [...(label === value ? [] : [label]), ...(detail === undefined ? [] : [detail])].join(
        ': ',
      );
      return words === '' ? value : `${value} (${words})`;
    })
    .join(', ');
  const given = choices.get(key);
  const wrong = given === undefined ? '' : ` ${JSON.stringify(given)} is none of the answers.`;
  return `${prompt}${wrong} Answer with --choose ${key}=VALUE: ${list}.`;
}
