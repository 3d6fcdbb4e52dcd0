import { ContactMissingError, OptionError } from '../errors.js';

const LIBRARY = 'wikistream-wiki-events/0.1.0';
const CONTACT = /^(?:mailto:)?[^\s@()]+@[^\s@()]+\.[^\s@()]+$|^https?:\/\/[^\s()]+$|^User:[^()]+$/;
const CLIENT = /^[\w.!#$%&'*+^`|~-]+\/[\w.!#$%&'*+^`|~-]+$/;

/**
 * A User-Agent as Wikimedia's policy wants it: `client/version (contact) library/version`.
 * https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy
 *
 * @param contact an e-mail address, a URL, or a wiki user page (`User:Name`)
 * @throws {ContactMissingError} without a contact: anonymous clients are answered with 403
 */
export function userAgent(contact: string | undefined, client = 'wikistream/0.1.0'): string {
  const who = contact?.trim() ?? '';
  if (who === '') {
    throw new ContactMissingError(
      'Wikimedia asks every client for a contact: give an e-mail address, a URL or a wiki user page (User:Name)',
    );
  }
  if (!CONTACT.test(who) || /[^\x20-\x7e]/.test(who)) {
    throw new ContactMissingError(
      'The contact must be an e-mail address, an http(s) URL or a wiki user page (User:Name), in ASCII',
    );
  }
  if (!CLIENT.test(client)) throw new OptionError('client', 'must look like name/version');
  return `${client} (${who}) ${LIBRARY}`;
}
