import * as z from 'zod/mini';
import type { JsonNode } from './jsonTree';
import { childOf } from './jsonTree';
import { LIST_SCHEMAS } from './schemaLists';
import type { Snippet } from './snippets';

/** Ways through a schema beside the text it describes: which keys and words it knows at a place. */

type Schema = z.core.$ZodType;
type Def = z.core.$ZodTypes['_zod']['def'];

function definition(schema: Schema): Def {
  return schema._zod.def as Def;
}

/** The schema under `optional`. */
function bare(schema: Schema): Schema {
  const def = definition(schema);
  return def.type === 'optional' ? bare(def.innerType) : schema;
}

function optionsOf(schema: Schema): readonly Schema[] {
  const def = definition(schema);
  return def.type === 'union' ? def.options.flatMap((option) => optionsOf(bare(option))) : [schema];
}

function isNever(schema: Schema): boolean {
  return definition(bare(schema)).type === 'never';
}

/** The keys of an object schema with their schemas, without those that must be absent. */
export function shapeOf(schema: Schema): Readonly<Record<string, Schema>> | null {
  const def = definition(bare(schema));
  if (def.type !== 'object') return null;
  return Object.fromEntries(Object.entries(def.shape).filter(([, value]) => !isNever(value)));
}

/** The words a schema accepts as text, in order. */
export function wordsOf(schema: Schema): string[] {
  const words = optionsOf(bare(schema)).flatMap((option): unknown[] => {
    const def = definition(option);
    if (def.type === 'enum') return Object.values(def.entries);
    return def.type === 'literal' ? def.values : [];
  });
  return words.filter((word) => typeof word === 'string');
}

/** The words that `type` may be in the object forms of a schema. */
export function typeWordsOf(schema: Schema): string[] {
  return optionsOf(bare(schema)).flatMap((option) => {
    const type = shapeOf(option)?.['type'];
    return type ? wordsOf(type) : [];
  });
}

/**
 * Of the forms a value may have the one it was meant to have: by its kind, for an object by the keys that a form
 * forbids or demands, by `type`, and then by how many of its keys are known. Null if no form is of its kind, or nothing tells which.
 */
export function formOf(schema: Schema, node: JsonNode | undefined): Schema | null {
  const options = optionsOf(bare(schema));
  if (node?.kind === 'object') return objectForm(options, node);
  if (node?.kind === 'array' || node?.kind === 'numbers') {
    const lists = options.filter((option) => ['array', 'tuple', 'custom'].includes(definition(option).type));
    return lists.length === 1 ? lists[0]! : null;
  }
  return null;
}

/** How the keys written fit an object form: none it forbids, and all it demands. */
function fitOf(option: Schema, node: JsonNode & { kind: 'object' }): 'complete' | 'partial' | 'forbidden' {
  const def = definition(option);
  const entries = def.type === 'object' ? Object.entries(def.shape) : [];
  const isWritten = (key: string): boolean => childOf(node, key) !== undefined;
  if (entries.some(([key, value]) => isNever(value) && isWritten(key))) return 'forbidden';
  const isMissing = ([key, value]: [string, Schema]): boolean =>
    !isNever(value) && definition(value).type !== 'optional' && !isWritten(key);
  return entries.some(isMissing) ? 'partial' : 'complete';
}

function objectForm(all: readonly Schema[], node: JsonNode & { kind: 'object' }): Schema | null {
  const written = childOf(node, 'type');
  // A form that the text fills is meant before one that merely knows more of its keys.
  const allowed = all.filter((option) => fitOf(option, node) !== 'forbidden');
  const complete = allowed.filter((option) => shapeOf(option) && fitOf(option, node) === 'complete');
  const options = complete.length > 0 ? complete : allowed.length > 0 ? allowed : all;
  const objects = options.filter((option) => shapeOf(option));
  // Where no key tells which of several forms was meant, none is taken.
  let best: Schema | null = objects.length === 1 ? objects[0]! : null;
  let most = 0;
  for (const option of options) {
    const shape = shapeOf(option);
    if (!shape) continue;
    if (written?.kind === 'string' && shape['type'] && wordsOf(shape['type']).includes(written.value)) {
      return option;
    }
    const known = node.properties.filter((property) => Object.hasOwn(shape, property.key)).length;
    if (known > most) {
      most = known;
      best = option;
    }
  }
  return best;
}

/** The schema of what stands at `path` below `node`, or null where the schema does not know the way. */
export function schemaAt(
  schema: Schema,
  node: JsonNode | undefined,
  path: readonly PropertyKey[],
): Schema | null {
  const [head, ...rest] = path;
  if (head === undefined) return bare(schema);
  const form = formOf(schema, node);
  if (!form) return null;
  const def = definition(form);
  if (def.type === 'array' && typeof head === 'number') {
    return schemaAt(def.element, node?.kind === 'array' ? node.items[head] : undefined, rest);
  }
  const next = shapeOf(form)?.[String(head)];
  return next ? schemaAt(next, childOf(node, String(head)), rest) : null;
}

interface UnknownKey {
  readonly path: readonly (string | number)[];
  readonly known: readonly string[];
  readonly property: { readonly keyRange: { readonly offset: number; readonly length: number } };
}

/** Every key below `node` that the schema does not know. */
export function unknownKeys(
  schema: Schema,
  node: JsonNode,
  found: (unknown: UnknownKey) => void,
  path: readonly (string | number)[] = [],
): void {
  const form = formOf(schema, node);
  if (!form) return;
  const def = definition(form);
  if (def.type === 'array' && node.kind === 'array') {
    node.items.forEach((item, index) => {
      unknownKeys(def.element, item, found, [...path, index]);
    });
  }
  const shape = shapeOf(form);
  if (!shape || node.kind !== 'object' || def.type !== 'object') return;
  for (const property of node.properties) {
    const child = shape[property.key];
    if (child && Object.hasOwn(shape, property.key)) {
      unknownKeys(child, property.value, found, [...path, property.key]);
    } else if (!Object.hasOwn(def.shape, property.key)) {
      found({ path: [...path, property.key], known: Object.keys(shape), property });
    }
  }
}

/** One of the words or keywords that a value may be. */
export interface Choice {
  readonly word: string | boolean;
  /** Markdown; empty where the schema says nothing about the word alone. */
  readonly explanation: string;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The words, and `true` and `false`, that a schema accepts, each with its line of help. */
export function choicesOf(schema: Schema): readonly Choice[] {
  return optionsOf(bare(schema)).flatMap((option): readonly Choice[] => {
    const def = definition(bare(option));
    const help = z.globalRegistry.get(bare(option))?.['markdownEnumDescriptions'];
    const explanations: readonly unknown[] = Array.isArray(help) ? help : [];
    const words: readonly unknown[] =
      def.type === 'enum'
        ? Object.values(def.entries)
        : def.type === 'literal'
          ? def.values
          : def.type === 'boolean'
            ? [true, false]
            : [];
    return words
      .filter((word) => typeof word === 'string' || typeof word === 'boolean')
      .map((word, index) => ({ word, explanation: asText(explanations[index]) }));
  });
}

/** What a schema says to people about its value. */
export interface SchemaHelp {
  /** Markdown. */
  readonly explanation: string;
  /** What a value must be, in words: "a number, at least 0". */
  readonly expected: string | null;
  /** The value that is taken where the key is left out; undefined where that depends on other things. */
  readonly standard: unknown;
  readonly snippets: readonly Snippet[];
}

export function helpOf(schema: Schema): SchemaHelp {
  const meta: Readonly<Record<string, unknown>> =
    z.globalRegistry.get(schema) ?? z.globalRegistry.get(bare(schema)) ?? {};
  return {
    explanation: asText(meta['markdownDescription']),
    expected: expectedOf(schema),
    standard: meta['default'],
    // Only `snippets.ts` writes there.
    snippets: (meta['defaultSnippets'] ?? []) as readonly Snippet[],
  };
}

/** What a value must be, as the error text of its schema says. */
export function expectedOf(schema: Schema): string | null {
  const error = (definition(bare(schema)) as { readonly error?: (issue: object) => unknown }).error?.({});
  return typeof error === 'string' ? error : null;
}

/**
 * Every object form that a value may be meant to have: those that no written key forbids, or, where a `type` is
 * written that some of them have, these. `isTyping`: the `type` is being written and decides nothing.
 */
export function possibleForms(
  schema: Schema,
  node: JsonNode | undefined,
  isTyping = false,
): readonly Schema[] {
  const objects = optionsOf(bare(schema)).filter((option) => shapeOf(option));
  if (node?.kind !== 'object') return objects;
  const allowed = objects.filter((option) => fitOf(option, node) !== 'forbidden');
  const written = childOf(node, 'type');
  if (isTyping || written?.kind !== 'string') return allowed;
  const typed = allowed.filter((option) => {
    const type = shapeOf(option)?.['type'];
    return type && wordsOf(type).includes(written.value);
  });
  return typed.length > 0 ? typed : allowed;
}

/** Every schema that what stands at `path` below `node` may be meant to follow; none where no schema knows the way. */
export function possibleSchemas(
  schema: Schema,
  node: JsonNode | undefined,
  path: readonly (string | number)[],
): readonly Schema[] {
  const [head, ...rest] = path;
  if (head === undefined) return [schema];
  if (typeof head === 'number') {
    const item = node?.kind === 'array' ? node.items[head] : undefined;
    return optionsOf(bare(schema)).flatMap((option) => {
      const def = definition(bare(option));
      if (def.type === 'tuple') {
        const entry = def.items[head];
        return entry ? possibleSchemas(entry, item, rest) : [];
      }
      return def.type === 'array' ? possibleSchemas(def.element, item, rest) : [];
    });
  }
  return possibleForms(schema, node, head === 'type').flatMap((form) => {
    const shape = shapeOf(form);
    const next = shape && Object.hasOwn(shape, head) ? shape[head] : undefined;
    return next ? possibleSchemas(next, childOf(node, head), rest) : [];
  });
}

/** What kinds of values a schema accepts, in the order of its forms. */
export function valueKindsOf(schema: Schema): readonly ('object' | 'list' | 'text' | 'number' | 'word')[] {
  return optionsOf(bare(schema)).map((option) => {
    const def = definition(bare(option));
    switch (def.type) {
      case 'object':
        return 'object';
      case 'array':
      case 'tuple':
        return 'list';
      case 'custom':
        // Lists that may be large have checks of their own, and so has the seed.
        return LIST_SCHEMAS.has(definition(bare(option))) ? 'list' : 'number';
      case 'string':
        return 'text';
      case 'number':
        return 'number';
      default:
        return 'word';
    }
  });
}
