import type { Form, Level } from '../core/math/viewEquation';
import type { Naming } from '../core/network/naming';
import { choice, numberOf, whole } from './optionValues';
import { UsageError } from './usageError';

export interface ExplainCommand {
  readonly kind: 'explain';
  readonly file: string;
  /** Null: every parameter. */
  readonly symbol: string | null;
  readonly to: Notation;
  /** From 0, file order; null: the batch. */
  readonly sample: number | null;
  /** A worksheet alone, its answers left blank; with a document's solution, the worksheet and then the solution. */
  readonly shown: 'answers' | 'worksheet' | 'both';
  /** A whole document rather than a piece of one. */
  readonly isDocument: boolean;
  /** The file that is written in place of standard output. */
  readonly out: { readonly path: string; readonly mayReplace: boolean } | null;
  /** A number that a person has worked out, as written: which mistake gives it? */
  readonly mine: string | null;
  /** The gradient as one formula, written like this, in place of its derivation. */
  readonly view: { readonly level: Level; readonly form: Form } | null;
  readonly names: Naming;
  readonly json: boolean;
}

export type Notation = 'unicode' | 'latex' | 'markdown' | 'python' | 'mathml';

const levels: readonly Level[] = ['delta', 'activations', 'inputs', 'numbers'];
const forms: readonly Form[] = ['terms', 'summation', 'index', 'matrix'];
export const namings: readonly Naming[] = ['file', 'indices', 'numbered'];

const notations: readonly Notation[] = ['unicode', 'latex', 'markdown', 'python', 'mathml'];

/** Reads the options of `explain`; throws a UsageError for those that do not go together. */
export function readExplain(
  file: string,
  symbol: string | null,
  text: (option: string) => string | undefined,
  has: (option: string) => boolean,
): ExplainCommand {
  const to = choice(notations, '--to', text('to') ?? 'unicode', 'explain');
  const sample = text('sample');
  const out = text('out');
  const refuse = (message: string): never => {
    throw new UsageError(message, 'explain');
  };
  const [isHidden, isDocument, hasSolution, json] = [
    has('hide'),
    has('document'),
    has('solution'),
    has('json'),
  ];
  if (json && (isHidden || isDocument)) {
    refuse(`"--json" prints data and takes no "--${isDocument ? 'document' : 'hide'}".`);
  }
  if (isHidden && to === 'mathml')
    refuse('"--hide" leaves blanks to write in: it takes "--to" unicode, latex, markdown or python.');
  if (isDocument && to !== 'markdown' && to !== 'latex')
    refuse('"--document" takes "--to markdown" or "--to latex".');
  if (isDocument && out === undefined) refuse('"--document" writes a file: say which with "--out PATH".');
  if (hasSolution && !isDocument) refuse('"--solution" belongs to "--document".');
  if (hasSolution && isHidden) refuse('"--hide" and "--solution" do not go together.');
  if (out === '') refuse('"--out" takes the path of a file, not "".');
  if (has('force') && out === undefined) refuse('"--force" belongs to "--out PATH".');
  const view = readView(text);
  if (view && symbol === null) refuse('"--level" and "--form" write one gradient: give a symbol.');
  if (view && (isHidden || isDocument || json || to === 'python')) {
    refuse('"--level" and "--form" go with "--to" unicode, latex, markdown or mathml alone.');
  }
  // The sign that this program prints, too.
  const mine = text('mine')?.replace(/^−/, '-') ?? null;
  if (mine !== null && symbol === null) refuse('"--mine" is about one gradient: give a symbol.');
  if (mine !== null && Number.isNaN(numberOf(mine))) {
    refuse(`"--mine" takes a number, not ${JSON.stringify(mine)}.`);
  }
  const hasOthers = view !== null || isHidden || isDocument || to !== 'unicode' || out !== undefined;
  if (mine !== null && (hasOthers || sample !== undefined)) {
    refuse('"--mine" goes with "--json" and "--names" alone.');
  }
  return {
    kind: 'explain',
    file,
    symbol,
    to,
    sample: sample === undefined ? null : whole('--sample', sample, 1, Infinity, 'explain') - 1,
    shown: isHidden ? 'worksheet' : hasSolution ? 'both' : 'answers',
    isDocument,
    out: out === undefined ? null : { path: out, mayReplace: has('force') },
    mine,
    view,
    names: choice(namings, '--names', text('names') ?? 'file', 'explain'),
    json,
  };
}

/** Null where neither option is given. */
function readView(text: (option: string) => string | undefined): ExplainCommand['view'] {
  const [level, form] = [text('level'), text('form')];
  if (level === undefined && form === undefined) return null;
  return {
    level: choice(levels, '--level', level ?? 'activations', 'explain'),
    form: choice(forms, '--form', form ?? 'terms', 'explain'),
  };
}
