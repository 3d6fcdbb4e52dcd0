import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { embeddedBroker } from '@wikistream/kafka-io';
import { TOPICS } from '@wikistream/wiki-events';
import { chooseSource, type Source } from './choices/source.js';
import { chooseTranslator } from './choices/translator.js';
import type { DemoSettings } from './settings.js';
import { Stage, type StageDefinition } from './stages/stage.js';
import { resumeTime } from './warehouse/resume-time.js';
import { openWarehouse } from './warehouse/warehouse.js';

const LOOPBACK = '127.0.0.1';
const STAGE_STOP_MS = 6_000;

/** The running pipeline. */
export interface Pipeline {
  readonly stages: Readonly<Record<'producer' | 'translator' | 'loader', Stage>>;
  readonly dashboardUrl: string;
  readonly databaseUrl: string;
  /** Rejects when a part cannot be kept running. Never resolves. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/**
 * Starts every part on this machine, in order: database, broker, schema, then the apps, each a
 * process of its own. What was started is stopped again when a later part fails.
 */
export async function startPipeline(
  settings: DemoSettings,
  say: (sentence: string) => void,
): Promise<Pipeline> {
  const dataDir = resolve(settings.dataDir);
  const closing: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const warehouse = await openWarehouse({ dataDir, host: LOOPBACK, port: settings.databasePort });
    closing.push(() => warehouse.close());
    const logs = join(dataDir, 'logs');
    await mkdir(logs, { recursive: true });

    const broker = await embeddedBroker({
      // Before the apps subscribe, so that none waits for a topic to appear.
      topics: Object.values(TOPICS).map((name) => ({ name })),
    });
    closing.push(() => broker.close());

    const running: Stage[] = [];
    // One step in the list: the apps stop side by side, each within the same deadline.
    closing.push(async () => {
      await Promise.all(running.map((stage) => stage.stop(STAGE_STOP_MS)));
    });
    const stage = (definition: Omit<StageDefinition, 'logFile'>): Stage => {
      const made = new Stage({
        ...definition,
        env: { ...common(settings), ...definition.env },
        logFile: join(logs, `${definition.name}.log`),
      });
      running.push(made);
      return made;
    };

    const database = { DATABASE_URL: warehouse.url, DATABASE_TARGET: 'postgres' };
    const kafka = { KAFKA_BROKERS: broker.brokers };

    await stage({
      name: 'migrator',
      entry: mainOf('apps/migrator'),
      args: ['apply', '--yes'],
      env: database,
    }).runOnce();

    const [source, translation] = await Promise.all([
      chooseSource(settings),
      chooseTranslator(settings),
    ]);
    say(source.sentence);
    say(translation.sentence);

    let events: Record<string, string>;
    if (source.kind === 'live') {
      const since = settings.since ?? (await resumeTime(warehouse.db));
      if (since) say(`Going on from ${since}.`);
      events = liveEvents(source, since);
    } else {
      const simulator = stage({
        name: 'simulator',
        entry: mainOf('tools/simulator'),
        args: source.args,
        env: {},
      });
      events = {
        EVENTSTREAMS_URL: await simulator.start('simulator'),
        CONTACT: 'demo@wikistream.example',
        // From the simulator's first event, however long the producer took to start.
        PRODUCER_SINCE: '1970-01-01T00:00:00Z',
      };
    }

    const producer = stage({
      name: 'producer',
      entry: mainOf('apps/producer'),
      env: { ...kafka, ...events },
    });
    const translator = stage({
      name: 'translator',
      entry: mainOf('apps/translator'),
      env: {
        ...kafka,
        TRANSLATOR_BACKEND: translation.backend,
        TRANSLATOR_MODEL: settings.model,
        OLLAMA_HOST: settings.ollamaHost,
      },
    });
    const loader = stage({
      name: 'loader',
      entry: mainOf('apps/loader'),
      // The broker forgets everything between runs: offsets of an earlier run mean nothing in this one.
      env: { ...kafka, ...database, KAFKA_OFFSETS_SCOPE: `demo-${Date.now()}` },
    });
    await Promise.all([producer.start(), translator.start(), loader.start()]);

    const dashboard = stage({
      name: 'dashboard',
      entry: mainOf('apps/dashboard'),
      env: {
        ...database,
        DASHBOARD_PORT: String(settings.dashboardPort),
        PIPELINE_METRICS_URLS: [producer, translator, loader]
          .map(({ name, healthUrl }) => `${name}=${healthUrl ?? ''}/metrics`)
          .join(','),
      },
    });
    const dashboardUrl = await dashboard.start('dashboard');

    return {
      stages: { producer, translator, loader },
      dashboardUrl,
      databaseUrl: warehouse.url,
      failed: Promise.race(running.map(({ failed }) => failed)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function mainOf(project: string): URL {
  return new URL(`../../../${project}/dist/main.js`, import.meta.url);
}

function common(settings: DemoSettings): Record<string, string> {
  return {
    TIME_ZONE: settings.timeZone,
    HEALTH_HOST: LOOPBACK,
    HEALTH_PORT: '0',
    LOG_FORMAT: 'json',
    SHUTDOWN_TIMEOUT_SECONDS: String(STAGE_STOP_MS / 1000 - 1),
  };
}

function liveEvents(source: Source & { kind: 'live' }, since: string | undefined) {
  return {
    EVENTSTREAMS_URL: source.url,
    CONTACT: source.contact,
    ...(since ? { PRODUCER_SINCE: since } : {}),
  };
}
