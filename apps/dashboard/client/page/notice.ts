import { byId, make, setText } from './dom.js';

/** A strip above the content that says what is wrong, with something to do about it. */
export function notice(
  message: {
    readonly text: string;
    readonly action?: string;
    readonly onAction?: () => void;
  } | null,
): void {
  const holder = byId('notice');
  if (!message) {
    holder.hidden = true;
    holder.replaceChildren();
    return;
  }
  if (!holder.hidden && holder.firstElementChild?.textContent === message.text) return;
  const text = make('p');
  holder.replaceChildren(text);
  holder.hidden = false;
  // The strip is in the page before its text is, which is what makes screen readers say it.
  setText(text, message.text);
  if (message.action) {
    const button = make('button', { text: message.action });
    button.type = 'button';
    button.addEventListener('click', () => message.onAction?.());
    holder.append(button);
  }
}
