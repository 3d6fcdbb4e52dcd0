import { TranslatorOptionError } from '../../errors.js';

const DEFAULT_PORT = '11434';

/** The base address of a host in any form OLLAMA_HOST takes: `host`, `host:port`, `:port`, a URL. */
export function ollamaUrl(host: string): string {
  const text = host.trim();
  const withScheme = /^https?:\/\//.test(text)
    ? text
    : `http://${text.startsWith(':') ? `127.0.0.1${text}` : text}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch {
    throw new TranslatorOptionError('host', `"${host}" is not an address such as 127.0.0.1:11434`);
  }
  // What a server listens on is not where a client can reach it.
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  const explicitPort = /:\d+(?:\/|$)/.test(withScheme.replace(/^https?:\/\//, ''));
  if (!explicitPort && url.protocol === 'http:') url.port = DEFAULT_PORT;
  return url.toString().replace(/\/$/, '');
}
