export {
  FakeOllama,
  type Behaviour,
  type FakeOllamaOptions,
  type SeenRequest,
} from './fake-ollama.js';
