import type { Network } from '../../network/network';

/** Words that a layer cannot be called in a Python class, and those that its base class has taken. */
const TAKEN = new Set([
  ...[
    'and',
    'as',
    'assert',
    'async',
    'await',
    'break',
    'class',
    'continue',
    'def',
    'del',
    'elif',
    'else',
    'except',
  ],
  ...[
    'False',
    'finally',
    'for',
    'from',
    'global',
    'if',
    'import',
    'in',
    'is',
    'lambda',
    'None',
    'nonlocal',
    'not',
  ],
  ...[
    'or',
    'pass',
    'raise',
    'return',
    'True',
    'try',
    'while',
    'with',
    'yield',
    'self',
    'forward',
    'train',
    'eval',
  ],
  ...[
    'parameters',
    'modules',
    'children',
    'buffers',
    'half',
    'float',
    'double',
    'type',
    'to',
    'cpu',
    'cuda',
    'apply',
  ],
  ...[
    'training',
    'compile',
    'share_memory',
    'state_dict',
    'zero_grad',
    'requires_grad_',
    'extra_repr',
    'T_destination',
  ],
  ...[
    'dump_patches',
    'call_super_init',
    'bfloat16',
    'ipu',
    'xpu',
    'mtia',
    'to_empty',
    'named_parameters',
    'named_modules',
  ],
]);

/** The layers' names as words of Python: what is no ASCII letter, digit or underscore is left out; no two alike. */
export function layerNames({ layers }: Network): string[] {
  const used = new Set<string>();
  return layers.map(({ name }, l) => {
    const plain = name
      .trim()
      .replace(/[\s-]+/g, '_')
      .replace(/[^A-Za-z0-9_]/g, '')
      .replace(/^[\d_]+/, '');
    let word = plain === '' || TAKEN.has(plain) ? `layer_${l + 1}` : plain.slice(0, 40);
    while (used.has(word)) word += '_';
    used.add(word);
    return word;
  });
}
