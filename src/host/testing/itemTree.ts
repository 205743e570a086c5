import type * as vscode from 'vscode';

/** An item as it should be. */
export interface WantedItem {
  /** One of its own among its siblings. */
  readonly id: string;
  readonly label: string;
  readonly uri: vscode.Uri;
  readonly range: vscode.Range | null;
  readonly canResolveChildren: boolean;
}

/**
 * Makes the children of `parent` those that are wanted, in this order. Items that stay are the same objects, with their
 * results and their own children.
 */
export function syncChildren(
  controller: Pick<vscode.TestController, 'createTestItem'>,
  parent: vscode.TestItem,
  wanted: readonly WantedItem[],
): readonly vscode.TestItem[] {
  const items = wanted.map(({ id, label, uri, range, canResolveChildren }, n) => {
    const known = parent.children.get(id);
    const item =
      known?.uri?.toString() === uri.toString() ? known : controller.createTestItem(id, label, uri);
    item.label = label;
    item.range = range ?? undefined;
    item.canResolveChildren = canResolveChildren;
    item.sortText = String(n).padStart(7, '0');
    return item;
  });
  parent.children.replace(items);
  return items;
}

export function childrenOf({
  children,
}: {
  readonly children: vscode.TestItemCollection;
}): vscode.TestItem[] {
  return Array.from(children, ([, item]) => item);
}

/** The item at the top of its tree. */
export function rootOf(item: vscode.TestItem): vscode.TestItem {
  return item.parent ? rootOf(item.parent) : item;
}

/** Whether `item` is one of `items` or below one. */
export function isWithin(item: vscode.TestItem, items: ReadonlySet<vscode.TestItem>): boolean {
  return items.has(item) || (item.parent !== undefined && isWithin(item.parent, items));
}

/** The items below `item` that have none below them; itself where it has none. */
export function leavesOf(item: vscode.TestItem): vscode.TestItem[] {
  return item.children.size === 0 ? [item] : childrenOf(item).flatMap(leavesOf);
}
