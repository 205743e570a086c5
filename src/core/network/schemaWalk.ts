import type * as z from 'zod/mini';
import type { JsonNode } from './jsonTree';
import { childOf } from './jsonTree';

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
