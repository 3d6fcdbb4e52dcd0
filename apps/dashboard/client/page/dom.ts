/** An element of the page's own HTML; its absence is a mistake of ours. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}`);
  return found as E;
}

interface Options {
  readonly class?: string;
  readonly text?: string;
  readonly lang?: string;
}

/** Makes an element. Text is only ever set as text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: Options = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (options.class) element.className = options.class;
  if (options.lang) element.lang = options.lang;
  if (options.text !== undefined) element.textContent = options.text;
  element.append(...children);
  return element;
}

/** Foreign text in its own direction, so that it cannot reorder what stands beside it. */
export function isolated(text: string, lang?: string): HTMLElement {
  const holder = make('bdi', { text, ...(lang ? { lang } : {}) });
  holder.dir = 'auto';
  return holder;
}

/** Sets a text only where it differs, which spares screen readers and layout. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Brings the children of a list to `count`, made by `create`, and returns them. */
export function resize<E extends Element>(list: Element, count: number, create: () => E): E[] {
  while (list.children.length > count) list.lastElementChild?.remove();
  while (list.children.length < count) list.append(create());
  return [...list.children] as E[];
}
