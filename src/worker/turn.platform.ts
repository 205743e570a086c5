import { nextTurn as onNode } from './turn.node';

// The bundler takes turn.node.ts or turn.web.ts in place of this file, which is for types only.
export const nextTurn: () => Promise<void> = onNode;
