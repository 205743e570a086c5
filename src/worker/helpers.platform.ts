import type { HelperSource } from './team';
import { helpersBeside as onNode } from './helpers.node';

// The bundler takes helpers.node.ts or helpers.web.ts in place of this file, which is for types only.
export const helpersBeside: () => HelperSource | null = onNode;
