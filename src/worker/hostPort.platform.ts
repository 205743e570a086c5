import type { Port } from '../protocol/channel';
import { hostPort as onNode } from './hostPort.node';

// The bundler takes hostPort.node.ts or hostPort.web.ts in place of this file, which is for types only.
export const hostPort: (program: string) => Port = onNode;
