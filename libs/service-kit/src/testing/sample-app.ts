import { pbkdf2 } from 'node:crypto';
import Type from 'typebox';
import { runApp } from '../app/run-app.js';
import { setting } from '../settings/setting.js';

/** A small app for the tests of `runApp`, which need a process of their own. */
await runApp({
  name: 'sample',
  description: 'Does nothing until it is told to stop',
  version: '1.2.3',
  positionals: {
    usage: '[command]',
    description: 'work | finish | fail | hang | hang-at-start | wait-at-start | pool',
  },
  settings: Type.Object({
    rate: setting(Type.Integer({ minimum: 1 }), {
      env: 'SAMPLE_RATE',
      flag: '--rate <n>',
      description: 'Things per second',
      default: 1,
    }),
    token: setting(Type.Optional(Type.String()), {
      env: 'SAMPLE_TOKEN',
      description: 'Access token',
      secret: true,
    }),
  }),
  start: async ({ args, health, signal }) => {
    health.ready('work', true);
    switch (args[0]) {
      case 'finish':
        return { done: Promise.resolve(2) };
      case 'fail':
        return { done: Promise.reject(new Error('the disk is full')) };
      case 'pool':
        // A call in the thread pool that takes minutes, as one of a native client may.
        pbkdf2('secret', 'salt', 2 ** 31 - 1, 64, 'sha512', () => undefined);
        return { done: Promise.resolve(0) };
      case 'hang-at-start':
        return new Promise(() => setInterval(() => {}, 1000));
      case 'wait-at-start':
        return new Promise((_, reject) => {
          const waiting = setInterval(() => {}, 1000);
          signal.addEventListener('abort', () => {
            clearInterval(waiting);
            reject(new Error('nobody answers'));
          });
        });
      case 'hang':
        return { done: new Promise(() => setInterval(() => {}, 1000)) };
      default:
        return {
          done: new Promise((resolve) => {
            const busy = setInterval(() => {}, 1000);
            signal.addEventListener('abort', () => {
              clearInterval(busy);
              resolve();
            });
          }),
        };
    }
  },
});
