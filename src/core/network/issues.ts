import * as z from 'zod/mini';
import type { Diagnostic, Fix } from './diagnostic';
import { childOf, entryRange, type JsonNode, valueOf } from './jsonTree';
import { nearest } from './nearest';
import type { Report } from './report';
import { networkFile } from './schema';
import { formOf, schemaAt, shapeOf, typeWordsOf, unknownKeys, wordsOf } from './schemaWalk';
import type { TextRange } from './text';
import { capitalised, placeName, quoted, shownNode } from './wording';
import { say } from '../words/say';

/** The check of every value's form: what the schema finds, said at its place. */

export type Path = readonly (string | number)[];

interface Issue {
  readonly code: string;
  readonly path: Path;
  /** What the value must be; for unknown words the words it may be are in the schema. */
  readonly expected: string;
}

interface Found {
  /** Where the value stands; for a missing one the bracket of what should hold it. */
  readonly range: TextRange;
  readonly node: JsonNode | undefined;
  readonly isMissing: boolean;
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

function find(root: JsonNode, path: Path): Found {
  let node: JsonNode = root;
  for (let depth = 0; depth < path.length; depth++) {
    const key = path[depth]!;
    let next: JsonNode | undefined;
    if (typeof key === 'string') next = childOf(node, key);
    else if (node.kind === 'array') next = node.items[key];
    else if (node.kind === 'numbers') {
      const range = entryRange(node, key);
      if (range) next = { kind: 'number', value: node.pool.values[node.start + key]!, ...range };
    }
    if (!next) return { range: { offset: node.offset, length: 1 }, node: undefined, isMissing: true };
    node = next;
  }
  return { range: { offset: node.offset, length: node.length }, node, isMissing: false };
}

/** A union's own error says only that nothing fits; the error of the form that was meant says where. */
function issuesOf(schema: z.core.$ZodType, node: JsonNode, value: unknown, path: Path): Issue[] {
  const result = z.safeParse(schema, value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue): Issue[] => {
    const below = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    if (below.at(-1) === 'type') return [typeIssue(schema, node, path, below, issue.code)];
    const here = { code: issue.code, path: [...path, ...below], expected: issue.message };
    if (issue.code !== 'invalid_union') return [here];
    const { node: at } = find(node, below);
    const union = schemaAt(schema, node, below);
    const form = union && formOf(union, at);
    if (!form || !at || form === schema) return [here];
    const inner = issuesOf(form, at, valueOf(at), here.path);
    if (inner.length === 0) return [here];
    // Of the form that was picked only its own `type` is known; the union knows the others.
    return inner.map((one) =>
      one.path.length === here.path.length + 1 && one.path.at(-1) === 'type'
        ? typeIssue(schema, node, path, [...below, 'type'], one.code)
        : one,
    );
  });
}

/** A `type` that is unknown or missing: which ones there are. */
function typeIssue(schema: z.core.$ZodType, node: JsonNode, path: Path, below: Path, code: string): Issue {
  const union = schemaAt(schema, node, below.slice(0, -1));
  const words = (union ? typeWordsOf(union) : []).map((word) => `"${word}"`);
  return { code, path: [...path, ...below], expected: say('one of {0}', words.join(', ')) };
}

function fixFor(found: Found, root: JsonNode, path: Path): Fix | null {
  const { node, range } = found;
  if (node?.kind !== 'string') return null;
  const isType = path.at(-1) === 'type';
  const schema = schemaAt(networkFile, root, isType ? path.slice(0, -1) : path);
  const words = !schema ? [] : isType ? typeWordsOf(schema) : wordsOf(schema);
  const word = words.includes(node.value) ? null : nearest(node.value, words);
  const text = word ? `"${word}"` : JSON_NUMBER.test(node.value) && words.length === 0 ? node.value : null;
  return text === null ? null : { title: say('Replace by {0}', text), edits: [{ range, newText: text }] };
}

function diagnosticFor(issue: Issue, root: JsonNode, fallback: TextRange): Diagnostic {
  const found =
    issue.path.length === 0 ? { range: fallback, node: root, isMissing: false } : find(root, issue.path);
  // `type` says nothing by itself: the area is what it is the type of.
  const area = issue.path.findLast((part) => typeof part === 'string' && part !== 'type') ?? 'network';
  const place = placeName(issue.path);
  if (found.isMissing) {
    return {
      code: `${area}.missing`,
      severity: 'error',
      message: say('{0} is missing. It must be {1}.', capitalised(place), issue.expected),
      range: found.range,
    };
  }
  const fix = fixFor(found, root, issue.path);
  const isRange = issue.code === 'too_small' || issue.code === 'too_big';
  return {
    code: `${area}.${isRange ? 'range' : 'type'}`,
    severity: 'error',
    message: say('{0} must be {1}, not {2}.', capitalised(place), issue.expected, shownNode(found.node)),
    range: found.range,
    ...(fix ? { fixes: [fix] } : {}),
  };
}

/** Issues told one by one: a file shows 200 problems, and some issues are about what was told already. */
const MOST_ISSUES = 1_000;

/**
 * Reports every value of the wrong form (`value` is the tree's plain value) and returns the paths of those. Below what could not be read nothing
 * is said again, and keys are not called missing in a text whose brackets do not match.
 */
export function reportForm(root: JsonNode, value: unknown, report: Report, isBroken: boolean): Path[] {
  const issues = issuesOf(networkFile, root, value, []);
  report.addOmitted(Math.max(0, issues.length - MOST_ISSUES), 'error');
  for (const issue of issues.slice(0, MOST_ISSUES)) {
    const found = find(root, issue.path);
    if (found.node?.kind === 'invalid' || (found.isMissing && isBroken)) continue;
    report.add(diagnosticFor(issue, root, { offset: root.offset, length: Math.min(1, root.length) }));
  }
  return issues.map((issue) => issue.path);
}

const TRAINING_KEYS = Object.keys(shapeOf(networkFile.shape.training) ?? {});

/** Reports every unknown key, with the nearest known one as a fix. */
export function reportUnknownKeys(root: JsonNode, report: Report): void {
  let count = 0;
  unknownKeys(networkFile, root, ({ path, known, property }) => {
    count++;
    if (count > MOST_ISSUES) {
      report.addOmitted(1, 'warning');
      return;
    }
    const key = String(path.at(-1));
    if (path.length === 2 && path[0] === 'sweep' && key === 'precision') {
      report.add({
        code: 'sweep.precision',
        severity: 'error',
        message: say(
          'The precision cannot be swept: runs of different arithmetic do not compare. Remove this key.',
        ),
        range: property.keyRange,
      });
      return;
    }
    const parent = find(root, path.slice(0, -1)).node;
    const taken = parent?.kind === 'object' ? parent.find : new Map<string, unknown>();
    const suggestion = nearest(
      key,
      known.filter((candidate) => !taken.has(candidate)),
    );
    const where = placeName(path.slice(0, -1));
    const isSetting = path.length === 1 && !suggestion && nearest(key, TRAINING_KEYS) !== null;
    const remedy = suggestion
      ? say('Did you mean "{0}"?', suggestion)
      : isSetting
        ? say('Settings of training stand in "training".')
        : say('Known keys: {0}.', known.join(', '));
    report.add({
      code: 'key.unknown',
      severity: 'warning',
      message: say('{0} is not a key of {1} and has no effect. {2}', quoted(key), where, remedy),
      range: property.keyRange,
      ...(suggestion
        ? {
            fixes: [
              {
                title: say('Replace by "{0}"', suggestion),
                edits: [{ range: property.keyRange, newText: `"${suggestion}"` }],
              },
            ],
          }
        : {}),
    });
  });
}
