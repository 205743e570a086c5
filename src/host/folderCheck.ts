/**
 * Where `file` really is, all links followed, if that is inside `folder`, all links followed; else null.
 * Rejects when one of them does not exist. Undefined on a host without a file system of its own.
 */
export type FolderCheck = (folder: string, file: string) => Promise<string | null>;
