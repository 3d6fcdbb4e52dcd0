import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { secureHeaders } from 'hono/secure-headers';
import { streamSSE } from 'hono/streaming';
import type { Feed } from '../live/feed.js';
import type { Statistics } from '../queries/statistics.js';

const MAX_LIVE_PAGES = 1_000;
const KEEP_ALIVE_MS = 15_000;

/** The dashboard's routes: the page, its numbers once, and its numbers live. */
export function routes(feed: Feed<Statistics>, publicFolder: string): Hono {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      // Loopback speaks plain HTTP; whoever puts TLS in front adds this header there.
      strictTransportSecurity: false,
      xFrameOptions: 'DENY',
    }),
  );

  app.get('/api/statistics', compress(), async (context) => {
    context.header('cache-control', 'no-store');
    return context.json(await feed.latest());
  });

  app.get('/api/live', (context) => {
    if (feed.listeners >= MAX_LIVE_PAGES) return context.text('too many open pages', 503);
    return streamSSE(context, async (stream) => {
      let closed = false;
      await new Promise<void>((resolve) => {
        let writing: Promise<void> = Promise.resolve();
        let behind = 0;
        const write = (event: { event: string; data: string }) => {
          // A page that cannot keep up is sent the next state instead of every one.
          if (closed || behind > 1) return;
          behind += 1;
          writing = writing
            .then(() => stream.writeSSE(event))
            .then(() => void (behind -= 1), finish);
        };
        const leave = feed.listen((statistics) =>
          write({ event: 'statistics', data: JSON.stringify(statistics) }),
        );
        const alive = setInterval(() => write({ event: 'alive', data: '' }), KEEP_ALIVE_MS);
        function finish() {
          if (closed) return;
          closed = true;
          clearInterval(alive);
          leave();
          resolve();
        }
        stream.onAbort(finish);
      });
    });
  });

  app.use('*', compress(), serveStatic({ root: publicFolder }));
  return app;
}
