import { Registry } from 'prom-client';
import Type, { type Static, type TObject, type TProperties } from 'typebox';
import { ServiceError } from '../errors.js';
import { Health } from '../health/health.js';
import { startHealthServer } from '../health/health-server.js';
import { createLogger, type Logger } from '../logging/logger.js';
import { processMetrics } from '../metrics/process-metrics.js';
import { parseCommandLine, type CommandLine } from '../settings/command-line.js';
import { serviceSettings } from '../settings/common.js';
import { readSettings } from '../settings/read-settings.js';
import { leave } from './leave.js';
import { notifyParent } from './parent.js';

/** Of the time to shut down, for work to end; what is left is for closing connections. */
const WORK_SHARE = 0.7;
/** Native clients can hold handles for seconds after they are closed. */
const HANDLES_MS = 1_000;
/** For calls in the thread pool to end, which Node.js waits for when it exits. */
const GRACE_MS = 2_000;

/** What `runApp` hands to an app. */
export interface AppContext<S> {
  /** Validated settings. */
  readonly settings: S;
  readonly logger: Logger;
  /** The app's own registry, process metrics included; served at `/metrics`. */
  readonly metrics: Registry;
  readonly health: Health;
  /** Aborted on SIGTERM, SIGINT or when the parent process of a forked app is gone. */
  readonly signal: AbortSignal;
  /** Positional arguments. */
  readonly args: readonly string[];
}

/** A started app. */
export interface RunningApp {
  /** Settles when the work ends by itself. A number is the process's exit code. */
  readonly done: Promise<number | void>;
  /** Called on a signal: finish or abort what is in flight within `deadlineMs`. */
  stop?(deadlineMs: number): Promise<void>;
}

/** An app, as its `main.ts` declares it. */
export interface AppDefinition<P extends TProperties> extends CommandLine {
  readonly settings: TObject<P>;
  start(context: AppContext<Static<TObject<P>>>): Promise<RunningApp>;
}

/**
 * Runs an app as this process: command line and environment, logger, health server, signals, exit
 * code. Exit codes: 0 done or stopped by a signal, 1 invalid configuration or failure, or whatever
 * number the app's `done` resolves to. A process that native calls hold back ends by SIGKILL, three
 * seconds after its work.
 */
export async function runApp<P extends TProperties>(app: AppDefinition<P>): Promise<void> {
  process.exitCode = await run(app);
  // The work is over here, whatever is left.
  setTimeout(() => leave(GRACE_MS), HANDLES_MS).unref();
}

async function run<P extends TProperties>(app: AppDefinition<P>): Promise<number> {
  const schema = Type.Object({ ...serviceSettings, ...app.settings.properties });
  const { flags, args } = parseCommandLine(app, schema, process.argv.slice(2));
  let service: Static<TObject<typeof serviceSettings>>;
  let settings: Static<TObject<P>>;
  try {
    // Both objects come from the one schema, so that faults of either are reported together.
    const all = readSettings(schema, flags, process.env);
    service = all as typeof service;
    settings = all as typeof settings;
  } catch (error) {
    return fail(error);
  }

  const logger = createLogger({
    name: app.name,
    level: service.logLevel,
    format: service.logFormat,
  });
  const metrics = new Registry();
  processMetrics(metrics);
  const health = new Health();
  const stopping = new AbortController();
  const interrupted = interruption(stopping, logger);

  try {
    const server = await startHealthServer({
      host: service.healthHost,
      port: service.healthPort,
      health,
      metrics,
    });
    logger.debug({ url: server.url }, 'health and metrics');
    notifyParent({ type: 'listening', url: server.url });
    try {
      const starting = app.start({
        settings,
        logger,
        metrics,
        health,
        signal: stopping.signal,
        args,
      });
      const started = starting.catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error;
        // What it was waiting for is not there: nobody waits for it any more.
        if (!isAbort(error)) logger.warn({ err: error }, 'stopped before it had started');
      });
      // A start that waits for a server is bounded by a signal as well.
      const late = interrupted.then(() => withDeadline(started, service.shutdownTimeout * 1000));
      await Promise.race([started, late]);
      const running = await started;
      if (!running) return 0;
      const ended = running.done.then((code) => code ?? 0);
      const outcome = await Promise.race([ended, interrupted.then(() => undefined)]);
      if (outcome !== undefined) return outcome;
      await withDeadline(stopAndWait(running), service.shutdownTimeout * 1000);
      return 0;
    } finally {
      await server.close();
    }
  } catch (error) {
    if (stopping.signal.aborted && isAbort(error)) return 0;
    if (error instanceof ServiceError) return fail(error);
    logger.fatal({ err: error }, error instanceof Error ? error.message : String(error));
    return 1;
  }

  async function stopAndWait(running: RunningApp): Promise<void> {
    await running.stop?.(service.shutdownTimeout * 1000 * WORK_SHARE);
    await running.done.catch((error: unknown) => {
      if (!isAbort(error)) throw error;
    });
  }
}

function fail(error: unknown): number {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}

/** Resolves on the first request to stop; a second one ends the process at once. */
function interruption(stopping: AbortController, logger: Logger): Promise<void> {
  return new Promise((resolve) => {
    const stop = (why: string) => {
      if (stopping.signal.aborted) {
        logger.warn(`${why} again: leaving at once`);
        leave(GRACE_MS, 130);
      }
      logger.info(`${why}: stopping`);
      stopping.abort();
      resolve();
    };
    process.on('SIGTERM', () => stop('SIGTERM'));
    process.on('SIGINT', () => stop('SIGINT'));
    if (process.send) process.once('disconnect', () => stop('parent process gone'));
  });
}

async function withDeadline(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ServiceError(
            'ERR_APP',
            `Still busy ${milliseconds / 1000} s after the stop signal; giving up.`,
          ),
        ),
      milliseconds,
    );
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
