import {
  notifyParent,
  ServiceError,
  type AppContext,
  type RunningApp,
} from '@wikistream/service-kit';
import { Gauge } from 'prom-client';
import { SimulatorError } from './errors.js';
import { SAMPLE_FILE } from './sample/write-sample.js';
import { parseFaults } from './server/faults.js';
import type { SimulatorOptions } from './server/options.js';
import { startSimulator } from './server/start-simulator.js';
import type { SimulatorSettings } from './settings.js';

/** Runs the simulator until it is told to stop. */
export async function startSimulatorApp(
  context: AppContext<SimulatorSettings>,
): Promise<RunningApp> {
  const { settings, logger, metrics, health, signal } = context;
  const simulator = await startSimulator({ ...simulatorOptions(settings), signal }).catch(
    (error: unknown) => {
      throw asServiceError(error, settings);
    },
  );
  const { stats, url } = simulator;
  for (const name of ['appended', 'sent', 'open', 'refused', 'cuts'] as const) {
    new Gauge({
      name: `wikistream_simulator_${name}`,
      help: `Simulator: ${name}`,
      registers: [metrics],
      collect() {
        this.set(stats[name]);
      },
    });
  }
  logger.info({ url }, `Streams at ${url}/v2/stream/recentchange`);
  health.ready('stream', true);
  notifyParent({ type: 'simulator', url });
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const fed = simulator.fed.catch((error: unknown) => {
    throw asServiceError(error, settings);
  });
  return {
    done: fed.then(() => stopped),
    stop: () => simulator.stop(),
  };
}

function simulatorOptions(settings: SimulatorSettings): SimulatorOptions {
  const { replay, speed, atEnd, shiftToNow, articlesPerMinute, eventsPerSecond } = settings;
  const { endAfterSeconds, heartbeatSeconds, cutAfterBytes, connectionsPerClient } = settings;
  const source: SimulatorOptions =
    replay === undefined
      ? {
          generate: {
            seed: settings.seed ?? Date.now() >>> 0,
            ...(articlesPerMinute === undefined ? {} : { articlesPerMinute }),
            ...(eventsPerSecond === undefined ? {} : { eventsPerSecond }),
          },
        }
      : {
          replay: {
            file: replay === 'sample' ? SAMPLE_FILE : replay,
            speed: speed === 'max' ? 'max' : Number(speed),
            atEnd,
            shiftToNow,
          },
        };
  return {
    ...source,
    host: settings.host,
    port: settings.port,
    holeEvery: settings.holeEvery,
    readOrder: settings.readOrder,
    faults: parseFaults(settings.faults),
    ...(endAfterSeconds === undefined ? {} : { endAfterMs: endAfterSeconds * 1000 }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatMs: heartbeatSeconds * 1000 }),
    ...(cutAfterBytes === undefined ? {} : { cutAfterBytes }),
    ...(connectionsPerClient === undefined ? {} : { connectionsPerClient }),
  };
}

/** A fault of the user's input ends the program with its sentence, not with a stack. */
function asServiceError(error: unknown, { host, port }: SimulatorSettings): unknown {
  if (error instanceof SimulatorError) {
    return new ServiceError('ERR_APP', error.message, { cause: error });
  }
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    const message = `Cannot listen on ${host}:${port} for the stream: the port is in use. Choose another with --port.`;
    return new ServiceError('ERR_APP', message, { cause: error });
  }
  return error;
}
