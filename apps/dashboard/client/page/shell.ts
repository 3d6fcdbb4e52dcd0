import { byId, setText } from './dom.js';
import { showTexts, switchLanguage, t } from './language.js';
import type { TextName } from './texts.js';
import { onSystemTheme, switchTheme, theme } from './theme.js';
import type { LiveState } from '../live/connection.js';
import { sharedQuery } from '../address/address.js';

const STATES: Record<LiveState, TextName> = {
  connecting: 'connecting',
  live: 'live',
  lost: 'lost',
  unavailable: 'unavailable',
  slow: 'slow',
};

/** What both pages have around their content: navigation, language, theme, connection. */
export class Shell {
  readonly #title: TextName;
  readonly #onChange: () => void;
  #state: LiveState = 'connecting';

  /** @param onChange called when language or colours changed and everything is to be shown anew */
  constructor(title: TextName, onChange: () => void) {
    this.#title = title;
    this.#onChange = onChange;
    byId('switch-language').addEventListener('click', () => {
      switchLanguage();
      this.#show();
    });
    byId('switch-theme').addEventListener('click', () => {
      switchTheme();
      this.#show();
    });
    onSystemTheme(() => this.#show());
    this.refresh();
  }

  set state(state: LiveState) {
    this.#state = state;
    this.#showState();
  }

  /** Texts of the page's own HTML, and links that carry the filters over. */
  refresh(): void {
    showTexts(this.#title);
    setText(byId('switch-language'), t('toEnglishOrChinese'));
    byId('switch-language').lang = t('toEnglishOrChinese') === 'English' ? 'en' : 'zh-CN';
    byId('switch-theme').ariaLabel = t(theme() === 'dark' ? 'toLight' : 'toDark');
    byId('switch-theme').title = byId('switch-theme').ariaLabel ?? '';
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-page]')) {
      link.href = `${link.dataset.page}${sharedQuery()}`;
      if (link.dataset.page === location.pathname && link.closest('nav')) link.ariaCurrent = 'page';
    }
    this.#showState();
  }

  #show(): void {
    this.refresh();
    this.#onChange();
  }

  #showState(): void {
    const holder = byId('connection');
    holder.dataset.state = this.#state;
    const text = holder.querySelector('.connection-text');
    if (text) setText(text, t(STATES[this.#state]));
  }
}
