import { parseArgs, type ParseArgsConfig } from 'node:util';
import { exportKindNames, type ExportKindName } from '../core/exchange/programs/exportKinds';
import { stepSnippetKinds, type StepSnippetKind } from '../core/exchange/programs/stepSnippets';
import type { OptimizerType, TrainingChange } from '../core/network/network';
import { optimizerTypes } from '../core/network/resolve';
import { LIMITS } from '../core/network/limits';
import { nearest } from '../core/network/nearest';
import type { Naming } from '../core/network/naming';
import { namings, readExplain, type ExplainCommand } from './explainArguments';
import { readImport, type ImportCommand } from './importArguments';
import { choice, rate, whole } from './optionValues';
import { commandNames, UsageError, type CommandName } from './usageError';

/** A command line, read. */
export type Command =
  | { readonly kind: 'help'; readonly topic: CommandName | null }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'check';
      readonly files: readonly string[];
      readonly gradients: boolean;
      readonly doctor: boolean;
      readonly json: boolean;
    }
  | { readonly kind: 'grad'; readonly file: string; readonly curvature: boolean; readonly json: boolean }
  | {
      readonly kind: 'train';
      readonly file: string;
      readonly overrides: Overrides;
      readonly write: boolean;
      readonly json: boolean;
    }
  | ExplainCommand
  | {
      readonly kind: 'verify';
      readonly file: string;
      /** Null: the one that the document names. */
      readonly network: string | null;
      /** How the document calls the network's quantities. */
      readonly names: Naming;
      readonly json: boolean;
    }
  | { readonly kind: 'sweep'; readonly file: string; readonly json: boolean }
  | {
      readonly kind: 'export';
      readonly file: string;
      readonly to: ExportKindName;
      /** Null: text goes to the screen. */
      readonly out: { readonly path: string; readonly mayReplace: boolean } | null;
    }
  | ImportCommand
  | {
      readonly kind: 'check-step';
      readonly file: string;
      /** The recording; empty where a snippet is asked for. */
      readonly step: string;
      /** Null: compare. */
      readonly snippet: StepSnippetKind | null;
      readonly json: boolean;
    }
  | { readonly kind: 'diff'; readonly before: string; readonly after: string; readonly json: boolean };

export type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** Settings that stand in place of the file's; the optimizer by name. */
export type Overrides = Pick<TrainingChange, 'epochs' | 'learningRate' | 'batchSize' | 'seed'> & {
  readonly optimizer?: OptimizerType;
};

const flag = { type: 'boolean' } as const;
const value = { type: 'string' } as const;
const always = { help: { ...flag, short: 'h' }, version: flag, json: flag } as const;

const options = {
  check: { ...always, gradients: flag, doctor: flag },
  grad: { ...always, curvature: flag },
  train: {
    ...always,
    write: flag,
    epochs: value,
    'learning-rate': value,
    optimizer: value,
    'batch-size': value,
    seed: value,
  },
  explain: {
    ...always,
    to: value,
    sample: value,
    hide: flag,
    document: flag,
    solution: flag,
    out: value,
    force: flag,
    mine: value,
    level: value,
    form: value,
    names: value,
  },
  verify: { ...always, network: value, names: value },
  sweep: always,
  diff: always,
  'check-step': { ...always, snippet: value },
  export: { ...always, to: value, out: value, force: flag },
  import: {
    ...always,
    as: value,
    choose: { ...value, multiple: true },
    snippet: flag,
    out: value,
    force: flag,
  },
} as const;

/** @param args what follows the program's name. Throws a UsageError for what is no command line. */
export function readArguments(args: readonly string[]): Command {
  const [first, ...rest] = args;
  if (first === undefined) throw new UsageError('Say what to do: give a command.', null);
  const name = commandNames.find((one) => one === first);
  if (name) return readCommand(name, rest);
  if (first === '--help' || first === '-h') return { kind: 'help', topic: null };
  if (first === '--version') return { kind: 'version' };
  if (first.startsWith('-')) {
    throw new UsageError(`The command comes first; ${JSON.stringify(first)} is none.`, null);
  }
  const near = nearest(first, commandNames);
  const hint = near ? ` Did you mean "${near}"?` : '';
  throw new UsageError(`There is no command ${JSON.stringify(first)}.${hint}`, null);
}

interface Given {
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly positionals: readonly string[];
}

function readCommand(name: CommandName, args: readonly string[]): Command {
  const { values, positionals } = given(name, args);
  if (values['help']) return { kind: 'help', topic: name };
  if (values['version']) return { kind: 'version' };
  const json = values['json'] === true;
  const count = (expected: number, what: string): void => {
    if (positionals.length === expected) return;
    const got =
      positionals.length === 0 ? 'nothing' : positionals.map((one) => JSON.stringify(one)).join(' ');
    throw new UsageError(`"${name}" takes ${what}, not ${got}.`, name);
  };
  const text = (option: string): string | undefined => {
    const one = values[option];
    return typeof one === 'string' ? one : undefined;
  };
  const [file = ''] = positionals;
  switch (name) {
    case 'check':
      if (positionals.length === 0)
        throw new UsageError('"check" takes one or more files, not nothing.', name);
      return {
        kind: name,
        files: positionals,
        gradients: values['gradients'] === true,
        doctor: values['doctor'] === true,
        json,
      };
    case 'grad':
      count(1, 'one file');
      if (json && values['curvature'] === true)
        throw new UsageError('"--json" prints every gradient and takes no "--curvature".', name);
      return { kind: name, file, curvature: values['curvature'] === true, json };
    case 'sweep':
      count(1, 'one file');
      return { kind: name, file, json };
    case 'diff':
      count(2, 'two files');
      return { kind: name, before: file, after: positionals[1]!, json };
    case 'check-step': {
      const snippet = text('snippet');
      if (snippet !== undefined) {
        if (json) throw new UsageError('"--snippet" prints a program and takes no "--json".', name);
        count(1, 'one file beside "--snippet"');
        return {
          kind: name,
          file,
          step: '',
          snippet: choice(stepSnippetKinds, '--snippet', snippet, name),
          json,
        };
      }
      count(2, 'a file and a recorded step');
      return { kind: name, file, step: positionals[1]!, snippet: null, json };
    }
    case 'export': {
      count(1, 'one file');
      const to = text('to');
      if (to === undefined)
        throw new UsageError(`"export" needs "--to" with one of ${exportKindNames.join(', ')}.`, name);
      if (json) throw new UsageError('"export" writes a notation of its own and takes no "--json".', name);
      const path = text('out');
      const mayReplace = values['force'] === true;
      if (path === '') throw new UsageError('"--out" takes a path.', name);
      if (path === undefined && mayReplace)
        throw new UsageError('"--force" replaces a file; give its path with "--out".', name);
      return {
        kind: name,
        file,
        to: choice(exportKindNames, '--to', to, name),
        out: path === undefined ? null : { path, mayReplace },
      };
    }
    case 'import':
      if (values['snippet'] !== true) count(1, 'one file or address');
      return readImport(positionals, text, (option) => values[option] === true, values['choose']);
    case 'verify':
      count(1, 'one document');
      return {
        kind: name,
        file,
        network: text('network') ?? null,
        names: choice(namings, '--names', text('names') ?? 'file', name),
        json,
      };
    case 'train':
      count(1, 'one file');
      return { kind: name, file, json, write: values['write'] === true, overrides: overridesOf(text) };
    case 'explain':
      if (positionals.length !== 1) count(2, 'a file and a symbol, or a file alone');
      return readExplain(file, positionals[1] ?? null, text, (option) => values[option] === true);
  }
}

function given(name: CommandName, args: readonly string[]): Given {
  try {
    const known: NonNullable<ParseArgsConfig['options']> = options[name];
    const parsed = parseArgs({
      args: joinNegatives(name, args),
      options: known,
      allowPositionals: true,
      strict: true,
    });
    return { values: parsed.values as Given['values'], positionals: parsed.positionals };
  } catch (error) {
    // Its messages say which option and why, in a sentence each; anything else is a fault of this program.
    const code = error instanceof TypeError && 'code' in error ? error.code : undefined;
    if (typeof code !== 'string' || !code.startsWith('ERR_PARSE_ARGS_')) throw error;
    throw new UsageError((error as TypeError).message.split('\n').join(' '), name);
  }
}

/** `--seed -3` means `--seed=-3`: what follows is a number, not an option. */
function joinNegatives(name: CommandName, args: readonly string[]): string[] {
  const takesValue: ReadonlyMap<string, { readonly type: string }> = new Map(Object.entries(options[name]));
  const joined: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    const next = args[index + 1] ?? '';
    if (argument === '--') return [...joined, ...args.slice(index)];
    const isOption = argument.startsWith('--') && takesValue.get(argument.slice(2))?.type === 'string';
    if (isOption && /^-[\d.]/.test(next)) {
      joined.push(`${argument}=${next}`);
      index++;
    } else joined.push(argument);
  }
  return joined;
}

function overridesOf(text: (option: string) => string | undefined): Overrides {
  const epochs = text('epochs');
  const learningRate = text('learning-rate');
  const optimizer = text('optimizer');
  const batchSize = text('batch-size');
  const seed = text('seed');
  return {
    ...(epochs === undefined ? {} : { epochs: whole('--epochs', epochs, 0, LIMITS.epochs, 'train') }),
    ...(learningRate === undefined ? {} : { learningRate: rate(learningRate) }),
    ...(optimizer === undefined
      ? {}
      : { optimizer: choice(optimizerTypes, '--optimizer', optimizer, 'train') }),
    ...(batchSize === undefined
      ? {}
      : {
          batchSize:
            batchSize === 'full'
              ? batchSize
              : whole('--batch-size', batchSize, 1, Infinity, 'train', ' or "full"'),
        }),
    ...(seed === undefined ? {} : { seed: whole('--seed', seed, -Infinity, Infinity, 'train') }),
  };
}
