import type { FolderCheck } from './folderCheck';

/** The browser's extension host has no disk: files come from virtual file systems only. */
export const realPathInside: FolderCheck | undefined = undefined;
