import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type Context } from 'hono';
import { compress } from 'hono/compress';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import type { Problem } from '../api/contract.js';
import { download } from '../csv/download.js';
import { titlesCsv } from '../csv/titles-csv.js';
import type { Reader } from '../database/reader.js';
import { BusyError, DashboardError, ParameterError, QueryTimeoutError } from '../errors.js';
import type { LiveHealth } from '../health/live-health.js';
import type { Send } from '../live/broadcast.js';
import { EventStream } from '../live/event-stream.js';
import { Gate } from '../live/gate.js';
import type { View } from '../live/view.js';
import type { Views } from '../live/views.js';
import { encodeCursor } from '../queries/cursor.js';
import { readTitles } from '../queries/titles.js';
import { access, type AccessOptions } from './access.js';
import { statisticsFilters, titlesRequest } from './parameters.js';

export interface RoutesOptions {
  readonly views: Views;
  readonly health: LiveHealth;
  readonly reader: Reader;
  /** Folder of the bundled pages, relative to the working directory. */
  readonly publicFolder: string;
  readonly access: AccessOptions;
  /** Told of what a request failed with, where the fault is not the client's. */
  readonly onError: (error: unknown) => void;
}

const MAX_LIVE_PAGES = 1_000;
const KEEP_ALIVE_MS = 15_000;
/** Whoever takes longer to fetch a download gives the place back to others. */
const DOWNLOAD_MS = 10 * 60_000;

/** The dashboard's routes: two pages, what they show once and live, and the titles as CSV. */
export function routes(options: RoutesOptions): Hono {
  const { views, health, reader, publicFolder, onError } = options;
  const app = new Hono();
  const titles = new Gate({ what: 'searches', atATime: 2, waiting: 50 });
  const downloads = new Gate({ what: 'downloads', atATime: 2, waiting: 5 });

  app.use(headers());
  const guard = access(options.access);
  if (guard) app.use(guard);
  app.onError((error, context) => {
    if ('getResponse' in error) return (error as { getResponse(): Response }).getResponse();
    return problem(context, error, onError);
  });
  app.use('/api/*', async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });

  app.get('/api/statistics', compress(), async (context) =>
    context.json(await views.of(statisticsFilters(queryOf(context))).latest()),
  );
  app.get('/api/health', async (context) => context.json(await health.latest()));
  app.get('/api/languages', compress(), async (context) =>
    context.json(await views.whole.languages()),
  );
  app.get('/api/titles', compress(), async (context) => {
    const request = titlesRequest(queryOf(context));
    const { articles, next } = await titles.pass(() => readTitles(reader, request));
    return context.json({ articles, next: next && encodeCursor(next) });
  });
  app.get('/api/titles.csv', async (context) => {
    const { filters } = titlesRequest(queryOf(context));
    const headers = {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="titles.csv"',
    };
    if (wantsHead(context)) return context.body(null, 200, headers);
    const leave = await downloads.enter();
    const rows = titlesCsv(reader, filters);
    const body = await download(rows, { leave, onError, timeoutMs: DOWNLOAD_MS });
    return context.body(body, 200, headers);
  });

  app.get('/api/live', (context) => {
    const filters = statisticsFilters(queryOf(context));
    const headers = {
      'content-type': 'text/event-stream; charset=utf-8',
      // For proxies that would collect the events.
      'x-accel-buffering': 'no',
    };
    if (wantsHead(context)) return context.body(null, 200, headers);
    if (views.followers >= MAX_LIVE_PAGES) throw new BusyError('open pages');
    return context.body(liveEvents(views.of(filters), health), 200, headers);
  });
  app.all('/api/*', (context) =>
    context.json<Problem>({ error: 'There is no such address.' }, 404),
  );

  app.use(compress(), etag());
  app.use(async (context, next) => {
    await next();
    // Asked for again each time, answered with 304 while the same.
    context.header('cache-control', 'no-cache');
  });
  app.get('/titles', serveStatic({ root: publicFolder, rewriteRequestPath: () => '/titles.html' }));
  app.get('*', serveStatic({ root: publicFolder }));
  return app;
}

/**
 * HEAD is answered by the routes of GET, whose body is then dropped without a word to whatever
 * makes it: a body that never ends, or holds a place until it does, must not be begun.
 */
function wantsHead(context: Context): boolean {
  return context.req.method === 'HEAD';
}

/** What there is at once, then what changes. */
function liveEvents(view: View, health: LiveHealth): ReadableStream<Uint8Array> {
  const leave: (() => void)[] = [];
  const stream = new EventStream({
    keepAliveMs: KEEP_ALIVE_MS,
    onClose: () => {
      for (const stop of leave.splice(0)) stop();
    },
  });
  const send: Send = (kind, frame) => stream.send(kind, frame);
  leave.push(view.follow(send), health.follow(send));
  return stream.body;
}

function headers() {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'no-referrer',
    // Loopback speaks plain HTTP; whoever puts TLS in front adds this header there.
    strictTransportSecurity: false,
    xFrameOptions: 'DENY',
  });
}

function queryOf(context: Context): URLSearchParams {
  return new URL(context.req.url).searchParams;
}

function problem(context: Context, error: unknown, onError: (error: unknown) => void): Response {
  if (error instanceof ParameterError) {
    const { message, parameter } = error;
    return context.json<Problem>({ error: message, parameter }, 400);
  }
  if (!(error instanceof BusyError)) onError(error);
  if (!(error instanceof DashboardError)) {
    return context.json<Problem>({ error: 'The dashboard failed; its log tells why.' }, 500);
  }
  const status = error instanceof QueryTimeoutError ? 504 : 503;
  context.header('retry-after', '5');
  return context.json<Problem>({ error: error.message }, status);
}
