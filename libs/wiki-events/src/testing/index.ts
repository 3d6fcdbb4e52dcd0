export { change, CODFW, EQIAD, uuid } from './events.js';
export { changes, FakeEventStreams, type Script, type SeenRequest } from './fake-eventstreams.js';
export { collect, events, ids } from './collect.js';
