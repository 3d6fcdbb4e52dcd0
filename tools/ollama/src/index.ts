export { startOllama, type OllamaOptions, type OllamaServer } from './start-ollama.js';
export { buildOllama, type BuildOptions } from './build-ollama.js';
export { installTinyModel, type TinyModel } from './model/install-model.js';
export { tinyModel, type Architecture, type TinyModelOptions } from './model/tiny-model.js';
export {
  BuildError,
  LocalOllamaError,
  ModelInstallError,
  ServerStartError,
  ToolchainMissingError,
  type LocalOllamaErrorCode,
} from './errors.js';
