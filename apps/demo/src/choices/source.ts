import { hostname, userInfo } from 'node:os';
import type { DemoSettings } from '../settings.js';

const PATIENCE_MS = 4_000;

/** Where the events come from, and the sentence that tells the user. */
export type Source =
  | {
      readonly kind: 'live';
      readonly url: string;
      readonly contact: string;
      readonly sentence: string;
    }
  | { readonly kind: 'simulator'; readonly args: readonly string[]; readonly sentence: string };

/** Chooses the source: what was asked for, else live when it answers within four seconds. */
export async function chooseSource(settings: DemoSettings): Promise<Source> {
  if (settings.replay)
    return simulator(
      settings,
      `Replaying ${settings.replay === 'sample' ? 'the bundled sample' : settings.replay} through the simulator.`,
    );
  if (settings.source === 'simulator')
    return simulator(settings, 'Made-up events from the bundled simulator.');
  const contact = settings.contact ?? localContact();
  const url = settings.eventStreamsUrl;
  if (settings.source === 'live') return live(url, contact);
  const problem = await problemWith(url, contact);
  return problem === undefined
    ? live(url, contact)
    : simulator(
        settings,
        `${new URL(url).host} ${problem}, so made-up events from the bundled simulator are used.`,
      );
}

/** This user at this host, as an e-mail address; hosts without a domain are `.local` to their neighbours. */
function localContact(): string {
  const host = hostname();
  return `${userInfo().username}@${host.includes('.') ? host : `${host}.local`}`;
}

function live(url: string, contact: string): Source {
  return {
    kind: 'live',
    url,
    contact,
    sentence: `Live events from ${new URL(url).host}, asked for as ${contact}.`,
  };
}

function simulator(settings: DemoSettings, sentence: string): Source {
  const args = settings.replay
    ? ['--replay', settings.replay, '--speed', settings.speed]
    : ['--articles-per-minute', String(settings.articlesPerMinute)];
  return { kind: 'simulator', args, sentence };
}

async function problemWith(url: string, contact: string): Promise<string | undefined> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE_MS);
  try {
    const response = await fetch(new URL('/v2/stream/recentchange', url), {
      headers: { 'user-agent': `wikistream-demo/0.1.0 (${contact})`, accept: 'text/event-stream' },
      signal: giveUp.signal,
    });
    return response.ok ? undefined : `answered ${response.status}`;
  } catch {
    return giveUp.signal.aborted
      ? `did not answer within ${PATIENCE_MS / 1000} s`
      : 'cannot be reached';
  } finally {
    clearTimeout(timer);
    // The probe's own connection counts against the server's limit per client.
    giveUp.abort();
  }
}
