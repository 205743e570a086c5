import type { FolderCheck } from './folderCheck';
import { realPathInside as onNode } from './realPath.node';
import type { realPathInside as inBrowser } from './realPath.web';

// The bundler takes realPath.node.ts or realPath.web.ts in place of this file, which is for types only.
export const realPathInside: FolderCheck | typeof inBrowser = onNode;
