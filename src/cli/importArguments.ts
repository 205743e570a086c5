import { importKindNames, importKinds, type ImportKindName } from '../core/exchange/imports/importKinds';
import { choice } from './optionValues';
import { UsageError } from './usageError';

export type ImportCommand =
  | {
      readonly kind: 'import';
      /** A path, or an address of which the text is read. */
      readonly file: string;
      /** Null: the kind that recognises the file. */
      readonly as: ImportKindName | null;
      readonly choices: ReadonlyMap<string, string>;
      /** Null: the text goes to the screen. */
      readonly out: { readonly path: string; readonly mayReplace: boolean } | null;
    }
  | { readonly kind: 'importSnippet'; readonly as: ImportKindName };

const topic = 'import';

/** Reads the options of `import`; throws a UsageError for those that do not go together. */
export function readImport(
  positionals: readonly string[],
  text: (option: string) => string | undefined,
  has: (option: string) => boolean,
  chosen: unknown,
): ImportCommand {
  const kind = text('as');
  const as = kind === undefined ? null : choice(importKindNames, '--as', kind, topic);
  if (has('json')) throw new UsageError('"import" writes a network file and takes no "--json".', topic);
  if (has('snippet')) {
    const withSnippet = importKindNames.filter((name) => importKinds[name].snippet);
    if (as === null || !withSnippet.includes(as)) {
      throw new UsageError(`"--snippet" needs "--as" with one of ${withSnippet.join(', ')}.`, topic);
    }
    if (positionals.length > 0)
      throw new UsageError('"--snippet" prints a program and takes no file.', topic);
    return { kind: 'importSnippet', as };
  }
  const path = text('out');
  const mayReplace = has('force');
  if (path === '') throw new UsageError('"--out" takes a path.', topic);
  if (path === undefined && mayReplace) {
    throw new UsageError('"--force" replaces a file; give its path with "--out".', topic);
  }
  const [file = ''] = positionals;
  return {
    kind: 'import',
    file,
    as,
    choices: choicesOf(Array.isArray(chosen) ? chosen.map(String) : []),
    out: path === undefined ? null : { path, mayReplace },
  };
}

function choicesOf(pairs: readonly string[]): Map<string, string> {
  const choices = new Map<string, string>();
  for (const pair of pairs) {
    const [, key, value] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (key === undefined || value === undefined) {
      throw new UsageError(`"--choose" takes KEY=VALUE, not ${JSON.stringify(pair)}.`, topic);
    }
    if (choices.has(key))
      throw new UsageError(`"--choose" is given twice for ${JSON.stringify(key)}.`, topic);
    choices.set(key, value);
  }
  return choices;
}
