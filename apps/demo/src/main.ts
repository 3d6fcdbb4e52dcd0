import { setTimeout as delay } from 'node:timers/promises';
import { runApp } from '@wikistream/service-kit';
import { startPipeline } from './pipeline.js';
import { Board } from './progress/board.js';
import { stageLines } from './progress/lines.js';
import { DemoSettings } from './settings.js';

const REPAINT_SECONDS = 0.5;

await runApp({
  name: 'demo',
  description:
    "The whole pipeline on this machine: Wikipedia's new articles from the stream to the dashboard",
  version: '0.1.0',
  settings: DemoSettings,
  start: async ({ settings, health, signal }) => {
    const board = new Board(process.stdout);
    const pipeline = await startPipeline(settings, (sentence) => board.say(sentence));
    health.ready('pipeline', true);
    board.say(`Dashboard: ${pipeline.dashboardUrl}  (Ctrl-C stops everything)`);

    const pause = (board.inPlace ? REPAINT_SECONDS : settings.progressInterval) * 1000;
    const painting = (async () => {
      while (!signal.aborted) {
        board.show(await stageLines(pipeline));
        await delay(pause, undefined, { signal }).catch(() => undefined);
      }
      board.done();
    })();

    return {
      done: Promise.race([painting, pipeline.failed]).finally(() => pipeline.stop()),
    };
  },
});
